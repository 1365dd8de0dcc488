/** The first-run card: the providers that were found, with one key each. No wizard; the dashboard is already usable. */
import type { ServerName } from '../../core/settings.ts';
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { shownConversation } from '../conversation.ts';
import { hostOf } from '../destinations.ts';
import type { Rect } from '../frame.ts';
import { keyName } from '../keymap.ts';
import { sessionAtCursor } from '../list-state.ts';
import type { FoundProvider, State } from '../state.ts';
import { keyOnPage, span } from './rows.ts';

/** No provider has been chosen, neither by a setting nor by the user. */
export function needsFirstRun(state: State): boolean {
  return state.chosenModel === null;
}

/**
 * Whether the transcript pane shows the card: no provider is chosen yet, neither for new sessions nor for the one that
 * is shown, and there is nothing to read.
 */
export function cardShown(state: State): boolean {
  if (!needsFirstRun(state)) return false;
  const one = shownConversation(state);
  if (!one) return true;
  return one.provider === '' && one.loading.kind === 'ready' && one.transcript.messages.length === 0 && !one.reply;
}

export interface CardChoice {
  readonly key: string;
  readonly label: string;
  readonly choice:
    | { readonly kind: 'found'; readonly index: number }
    | { readonly kind: 'key'; readonly provider: ServerName }
    | { readonly kind: 'server' }
    | { readonly kind: 'offline' };
}

/** Keys and local servers of this machine, best first; none while the search is running. */
export function foundProviders({ discovery }: Pick<State, 'discovery'>): readonly FoundProvider[] {
  return discovery.kind === 'done' ? discovery.found : [];
}

/**
 * The choices of the card, in the order shown. They must not be offered while keys and servers are still being looked
 * for: what is found comes first and would change the meaning of the digits.
 */
export function cardChoices(state: Pick<State, 'discovery' | 'destinations'>): readonly CardChoice[] {
  const server = hostOf(state.destinations, 'compatible');
  const always: readonly Omit<CardChoice, 'key'>[] = [
    { label: 'paste an Anthropic key', choice: { kind: 'key', provider: 'anthropic' } },
    { label: 'paste an OpenAI key', choice: { kind: 'key', provider: 'openai' } },
    { label: 'name a server (Ollama, LM Studio, llama.cpp, vLLM, OpenRouter …)', choice: { kind: 'server' } },
    // Only a server that has been named can be given a key.
    ...(server === 'compatible'
      ? []
      : [{ label: `paste a key for ${server}`, choice: { kind: 'key', provider: 'compatible' } } as const]),
    { label: 'go on offline: answers from the help and your past sessions', choice: { kind: 'offline' } },
  ];
  const offers = foundProviders(state)
    .slice(0, mostDigits - always.length)
    .map<Omit<CardChoice, 'key'>>((one, index) => ({
      label: one.baseUrl ? `use ${one.label}` : `use the key in ${one.label}`,
      choice: { kind: 'found', index },
    }));
  return [...offers, ...always].map((choice, i) => ({ ...choice, key: String(i + 1) }));
}

/** For little room: the question and one row for each choice. */
function shortRows(state: State, rect: Rect): Row[] {
  const { styles } = state.look.theme;
  const choices = cardChoices(state).map(
    (choice): Row => [
      span(`  ${choice.key}  `, keyOnPage(styles)),
      span(cutToWidth(sanitize(choice.label), Math.max(1, rect.width - 6)), styles.text),
    ],
  );
  return [[span('  Choose a provider', styles.heading)], ...choices].slice(0, rect.height);
}

/** One digit for each choice. */
const mostDigits = 9;

function advice(state: State): string {
  const chooses = sessionAtCursor(state.list)
    ? `Press a number, or browse first: ${keyName(state, 'list.down') ?? 'the list'} shows your sessions.`
    : 'Press a number, or Enter for the first.';
  return `${chooses} You can change this at any time with /provider.`;
}

export function firstRunRows(state: State, rect: Rect): Row[] {
  const { styles } = state.look.theme;
  const looking = state.discovery.kind === 'looking';
  const width = Math.max(10, rect.width - 6);
  const rows: Row[] = [[], [span('  Choose a provider', styles.heading)], []];
  const sentence = looking
    ? 'Looking for keys in the environment and for servers on this machine …'
    : foundProviders(state).length > 0
      ? 'Found on this machine:'
      : 'No key found in the environment, and no server running on this machine.';
  for (const line of wrapText(sentence, width)) rows.push([span(`  ${line}`, styles.dim)]);
  if (looking) return rows.slice(0, rect.height);
  rows.push([]);
  for (const choice of cardChoices(state)) {
    wrapText(sanitize(choice.label), width - 4).forEach((line, i) => {
      rows.push([span(i === 0 ? `   ${choice.key}  ` : '      ', keyOnPage(styles)), span(line, styles.text)]);
    });
  }
  rows.push([], ...wrapText(advice(state), width).map((line) => [span(`  ${line}`, styles.dim)]));
  return rows.length <= rect.height ? rows : shortRows(state, rect);
}
