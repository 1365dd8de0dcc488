/** The end of a growing message that is still ambiguous: markup the next character may change. */

/** Longer lines are words, and need no looking at. */
const longest = 80;

/**
 * A line that is only a marker so far: `-` below a line of text would make a heading of it for as long as its item is
 * on its way, `2` would stand in the paragraph above, `*` be a bullet and then the first star of a bold word. The head
 * of a code block waits for the rest of its language.
 */
const marker = /^[ \t>]*(?:(?:[-=*+_]+|\d{1,9}[.)]?|#{1,6})[ \t]*|`{3,}[^`]*|~{3,}.*)?$/;

/** Signs that open or close something, of which more may come: `**` closes bold, and its first star nothing. */
const signs = /[*_~`]{1,8}$/;

/**
 * The message on its way without what would be shown as something that it most likely is not: shown, it would make the
 * lines above it jump, and jump back. At most the last line's marker or a few signs are left off, and never any more
 * once something follows; the whole message is shown as it is.
 */
export function withoutUndecided(source: string): string {
  const line = source.lastIndexOf('\n') + 1;
  const run = signs.exec(source.slice(Math.max(line, source.length - 8)));
  const words = run ? source.slice(0, -run[0].length) : source;
  if (source.length - line > longest) return words;
  return marker.test(source.slice(line)) || marker.test(words.slice(line)) ? source.slice(0, line) : words;
}
