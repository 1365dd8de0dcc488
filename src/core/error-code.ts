/** The code of a system error (`ENOENT` …), if an error is one. */

/** `ENOENT`, `EPIPE`, … as in the `code` of Node's errors; empty if there is none, which means a bug of ours. */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
