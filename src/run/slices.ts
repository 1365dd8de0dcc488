/** Thousands of sessions take seconds to move: they go a few hundred at a time, so that it can be said how far it is. */

/** So many are moved in well under a second. */
const sliceSize = 250;

/** The results of `move` for all paths, in their order, as they come. */
export async function* inSlices<T>(
  paths: readonly string[],
  move: (some: readonly string[]) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < paths.length; at += sliceSize) yield await move(paths.slice(at, at + sliceSize));
}
