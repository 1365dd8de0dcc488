/** Reading JSON of unknown origin without trusting its shape. */

/** True for `{ … }`: neither null nor a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without the byte order mark that editors on Windows put first; JSON parsers stumble over it. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The value of a JSON text, with a byte order mark or without; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The object that a JSON text holds; an empty one for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}

/**
 * A value as JSON for files and other programs, in a form that none of them stumbles over. Half a surrogate pair becomes
 * U+FFFD: JSON.stringify would write it as an escape, for which Rust's, jq's and Python's readers refuse the whole line.
 * What ends a line for Node's `readline` (U+2028, U+2029) or Python's `splitlines` (U+0085 as well) is written as an
 * escape: it would cut the line in two.
 */
export function toWellFormedJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  const wellFormed = json.includes('\\ud')
    ? JSON.stringify(value, (_key, one) => (typeof one === 'string' ? one.toWellFormed() : one), indent)
    : json;
  return wellFormed.replace(/[\u0085\u2028\u2029]/g, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
