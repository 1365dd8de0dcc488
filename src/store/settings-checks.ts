/**
 * The checks that config file, environment and command line share. Without zod, which a start without a config file
 * must not load.
 */
import { canBeKey } from '../core/key.ts';
import { distance } from '../core/nearest.ts';
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

/** The candidate that was probably meant; undefined when none is near. Case, `_` and `-` do not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(word);
  let best: string | undefined;
  let bestDistance = Math.ceil(wanted.length / 3) + 1;
  for (const candidate of candidates) {
    const last = candidate.slice(candidate.lastIndexOf('.') + 1);
    const least = bestDistance - 1;
    const d = Math.min(distance(wanted, plain(candidate), least), distance(wanted, plain(last), least));
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

function plain(word: string): string {
  return word
    .slice(0, 64)
    .toLowerCase()
    .replace(/[_\-.]/g, '');
}
