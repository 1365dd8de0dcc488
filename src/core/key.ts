/** What can be an API key. */

/**
 * Printable ASCII without blanks, which is what a header can carry (both SDKs would send even a newline). Quotes around
 * it are left over from a settings file and are not part of the key.
 */
export function canBeKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && !/^(["'`]).*\1$/.test(text);
}
