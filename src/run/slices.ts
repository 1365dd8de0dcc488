/**
 * Moving thousands of sessions takes seconds: they are moved a few hundred at a time, so that progress can be shown.
 */
import { slices } from '../core/slices.ts';

/** This many are moved in well under a second. */
const sliceSize = 250;

/** The results of `move` for all paths, in their order, as they arrive. */
export async function* inSlices<T>(
  paths: readonly string[],
  move: (some: readonly string[]) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (const some of slices(paths, sliceSize)) yield await move(some);
}
