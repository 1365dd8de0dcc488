/** The end of a growing message that is still ambiguous: markup that the next character may change. */

/** Longer lines are words and need no check. */
const longest = 80;

/**
 * A line that is only a marker so far. Under a line of text, `-` would turn that into a heading until its list item
 * arrives; `2` would appear in the paragraph above; `*` would be a bullet and then the first star of a bold word. The
 * first line of a code block waits for the rest of its language.
 */
const marker = /^[ \t>]*(?:(?:[-=*+_]+|\d{1,9}[.)]?|#{1,6})[ \t]*|`{3,}[^`]*|~{3,}.*)?$/;

/**
 * Characters that open or close something and may be followed by more of the same: `**` closes bold, its first star
 * nothing.
 */
const signs = /[*_~`]{1,8}$/;

/**
 * The message so far, without an ending that would most likely be shown as something it is not, which would make the
 * lines above it jump, and jump back. At most the last line's marker or a few signs are left off, and they return as
 * soon as something follows; the finished message is shown as it is.
 */
export function withoutUndecided(source: string): string {
  const line = source.lastIndexOf('\n') + 1;
  const run = signs.exec(source.slice(Math.max(line, source.length - 8)));
  const words = run ? source.slice(0, -run[0].length) : source;
  if (source.length - line > longest) return words;
  return marker.test(source.slice(line)) || marker.test(words.slice(line)) ? source.slice(0, line) : words;
}
