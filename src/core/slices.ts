/** A long list in parts, so that something can happen between them. */

/** All items in their order, `size` at a time; the last part may be shorter. */
export function* slices<T>(all: readonly T[], size: number): Generator<readonly T[], void, undefined> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
