/** Space below a streaming reply, so that the page scrolls a few rows now and then instead of with every line. */

/**
 * A reply moves up by this many rows at once: a page that never stands still cannot be read, and each move redraws the
 * screen.
 */
const leap = 5;
/** On a lower screen every row is needed. */
const leapFrom = 24;

/** The rows, with room for those that will follow; `blank` is an empty row. */
export function withRoom<Row>(rows: readonly Row[], screenRows: number, blank: Row): readonly Row[] {
  const missing = screenRows < leapFrom ? 0 : (leap - (rows.length % leap)) % leap;
  return missing === 0 ? rows : rows.concat(Array.from({ length: missing }, () => blank));
}
