/** What an error says: its code if it is a system error (`ENOENT` …), and its message. */

/** `ENOENT`, `EPIPE`, … as in the `code` of Node's errors; empty if there is none, which means a bug of ours. */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
