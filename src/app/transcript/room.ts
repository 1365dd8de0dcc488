/** Space below a streaming reply, so that the page scrolls a few rows now and then instead of with every line. */

/** A reply moves up by so many rows at once: a page that never stands cannot be read, and each move costs a screen. */
const leap = 5;
/** On a lower screen every row is needed. */
const leapFrom = 24;

/** The rows with the room that the next ones will fill; `blank` is what an empty row is. */
export function withRoom<Row>(rows: readonly Row[], screenRows: number, blank: Row): readonly Row[] {
  const missing = screenRows < leapFrom ? 0 : (leap - (rows.length % leap)) % leap;
  return missing === 0 ? rows : rows.concat(Array.from({ length: missing }, () => blank));
}
