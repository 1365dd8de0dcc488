/** Trims newlines in linear time: a pattern such as `\n+$` is quadratic on a page of blank lines. */

export function withoutTrailingNewlines(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x0a) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** Newlines among the white space at the end of a text. */
export function trailingNewlines(text: string): number {
  return countNewlines(text.slice(text.trimEnd().length));
}

export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
