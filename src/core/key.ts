/** What can be an API key. */

/**
 * Printable ASCII without blanks: what a header can carry, and both SDKs would send a newline as well. Quotes around it
 * are left from a file of settings, where they did not belong to it.
 */
export function canBeKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && !/^(["'`]).*\1$/.test(text);
}
