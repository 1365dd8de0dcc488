/** The code of a system error (`ENOENT` …), if an error is one. */

/** `ENOENT`, `EPIPE`, … as Node hands it on in an error's `code`; empty where there is none: then it is a bug of ours. */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
