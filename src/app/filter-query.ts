/** Parsing the filter line: free words, `word:value` and negation, split from the text and checked. */
import type { SessionSummary } from '../core/session.ts';
import { type FilterClock, readMoment, readNumberTest } from './filter-values.ts';
import { fold } from './fuzzy-fold.ts';

/** What a summary does not know but the program does. */
export interface FilterFacts {
  streaming(id: string): boolean;
  /** Open in another process. */
  locked(id: string): boolean;
  /** Dollars; undefined where no price is known. */
  cost(session: SessionSummary): number | undefined;
}

export type Condition = (session: SessionSummary, facts: FilterFacts) => boolean;

export interface SessionFilter {
  /** Free words, for the fuzzy search. */
  readonly words: string;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  /** Archived sessions are shown only on request. */
  readonly wantsArchived: boolean;
  /** What was not understood and left out, as sentences; empty when everything was understood. */
  readonly problem: string;
}

const states: Readonly<Record<string, Condition>> = {
  pinned: (session) => session.pinned,
  archived: (session) => session.archived,
  waiting: (session) => session.waiting,
  failed: (session) => session.failed,
  streaming: (session, facts) => facts.streaming(session.id),
  locked: (session, facts) => facts.locked(session.id),
  damaged: (session) => session.damage !== '',
  forked: (session) => session.forkedFrom !== undefined,
  named: (session) => session.named,
  all: () => true,
};

const texts: Readonly<Record<string, (session: SessionSummary) => string>> = {
  model: (session) => session.model,
  provider: (session) => session.provider,
  cwd: (session) => session.cwd,
  name: (session) => session.name,
};

const numbers: Readonly<Record<string, (session: SessionSummary, facts: FilterFacts) => number | undefined>> = {
  turns: (session) => session.turnCount,
  tokens: (session) => session.inputTokens + session.outputTokens,
  cost: (session, facts) => facts.cost(session),
};

/** The words that the filter knows before a colon, by what may follow it. */
export const filterWordsOf = {
  text: Object.keys(texts),
  date: ['after', 'before'],
  number: Object.keys(numbers),
} as const;
export const filterWords: readonly string[] = [
  ...filterWordsOf.text,
  ...filterWordsOf.date,
  'is',
  ...filterWordsOf.number,
];
/** The values of `is:`. */
export const filterStates: readonly string[] = Object.keys(states);

/** `-` negation, then `word:value`, `word:"two words"`, `"two words"` or a word. */
const token = /(?<=^|\s)(-?)(?:([A-Za-z]+):(?:"([^"]*)"?|([^\s"]*))|"([^"]*)"?|(\S+))/g;

/** Parses a filter line. Never fails: what it does not understand is ignored and named in `problem`. */
export function parseFilter(text: string, clock: FilterClock): SessionFilter {
  const words: string[] = [];
  const conditions: Condition[] = [];
  const problems: string[] = [];
  let wantsArchived = false;
  for (const [whole, minus, word, quotedValue, plainValue, phrase, plain] of text.matchAll(token)) {
    const negated = minus === '-';
    const add = (condition: Condition) =>
      conditions.push(negated ? (session, facts) => !condition(session, facts) : condition);
    const value = quotedValue ?? plainValue ?? '';
    // A URL is text, and so is `fix:` with nothing after it, unless that is one of our words being typed.
    const isText =
      word === undefined || value.startsWith('//') || (value === '' && !filterWords.includes(word.toLowerCase()));
    if (isText) {
      const wanted = phrase ?? (word === undefined ? (plain ?? '') : whole.slice(negated ? 1 : 0));
      if (!negated) words.push(wanted);
      if ((negated || phrase !== undefined) && wanted !== '') add(contains(searchedText, wanted));
      continue;
    }
    if (value === '') continue;
    const read = readCondition(word.toLowerCase(), value, clock);
    if (typeof read === 'string') {
      problems.push(read);
      continue;
    }
    add(read);
    if (word.toLowerCase() === 'is' && /^(archived|all)$/i.test(value) && !negated) wantsArchived = true;
  }
  return { words: words.join(' '), conditions, wantsArchived, problem: problems.join(' ') };
}

/** The text that free words are matched against: the title, and the name if it adds anything. */
export function searchedText(session: SessionSummary): string {
  return session.name === session.title ? session.title : `${session.title} ${session.name}`;
}

/** The test for a `word:value`, or the sentence that says what is wrong with it. */
function readCondition(word: string, value: string, clock: FilterClock): Condition | string {
  const text = own(texts, word);
  if (text) return contains(text, value);
  const number = own(numbers, word);
  if (number) {
    const test = readNumberTest(value);
    if (!test) return `“${word}:${value}” is ignored: write a number, as in ${word}:>10 or ${word}:2..5.`;
    return (session, facts) => {
      const known = number(session, facts);
      return known !== undefined && test(known);
    };
  }
  if (word === 'after' || word === 'before') {
    const moment = readMoment(value, clock);
    if (moment === undefined)
      return `“${word}:${value}” is ignored: write a date, as in ${word}:2026-01-31 or ${word}:3d.`;
    return word === 'after' ? (session) => session.endTime >= moment : (session) => session.endTime < moment;
  }
  if (word === 'is') {
    return own(states, value.toLowerCase()) ?? `“is:${value}” is ignored: use one of ${filterStates.join(', ')}.`;
  }
  const near = filterWords.find((known) => known.slice(0, 2) === word.slice(0, 2));
  const meant = near ? `did you mean ${near}:?` : `use one of ${filterWords.join(', ')}.`;
  return `“${word}:” is ignored: ${meant} Quote it to search for it as text.`;
}

function contains(of: (session: SessionSummary) => string, wanted: string): Condition {
  const key = fold(wanted).key;
  return (session) => fold(of(session)).key.includes(key);
}

/** A property of the table itself, not one that every object inherits: `is:constructor` is not a state. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
