/**
 * The checks that config file, environment and command line share. Without zod, which a start without a config file
 * must not load.
 */
import { canBeKey } from '../core/key.ts';
import { isProviderName } from '../core/provider-name.ts';
import { providerNames } from '../core/session.ts';

/** Longest key, URL or name: far longer than any real one, far shorter than what could do harm. */
const longestText = 4096;

/** Each check takes trimmed text and returns what was expected instead, or undefined if the text is fine. */
export type Check = (text: string) => string | undefined;

export const checkKey: Check = (text) => {
  if (text.length > longestText) return `a key of at most ${longestText} characters`;
  return canBeKey(text)
    ? undefined
    : 'a key of printable characters, without spaces, control characters or surrounding quotes';
};

/** What happens with a server whose base URL is wrong: it is not asked, and neither is the vendor in its place. */
export const nothingIsSent = 'Nothing is sent there until you correct it.';

export const checkUrl: Check = (text) =>
  text.length <= longestText && /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text)
    ? undefined
    : 'a URL that begins with http:// or https://';

/** Names of models and themes are shown on screen and sent to servers. */
export const checkName: Check = (text) =>
  /^[^\x00-\x1f\x7f-\x9f]{1,200}$/u.test(text)
    ? undefined
    : 'a name of 1 to 200 characters, without control characters';

export const checkProvider: Check = (text) => (isProviderName(text) ? undefined : `one of ${providerNames.join(', ')}`);
