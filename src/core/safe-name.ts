/** The allow-list for what may become a part of a file's name. */

const safe = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** True for a text that may become a file name or an id: letters, digits, `.`, `_` and `-`, at most 128, no `..`. */
export function isSafeName(name: string): boolean {
  return safe.test(name) && !name.includes('..') && !name.endsWith('.') && !device.test(name);
}
