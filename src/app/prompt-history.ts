/** Earlier prompts: walking through them with ↑ and ↓ while the unsent text is kept, and searching them with Ctrl+R. */
import { fold, rangesInOriginal } from './fuzzy-fold.ts';

/** A walk through the prompts; it ends when the user edits what is shown. */
export interface HistoryWalk {
  /** Oldest first. */
  readonly prompts: readonly string[];
  /** Place of the prompt that is shown; `prompts.length` is the draft. */
  readonly at: number;
  /** The unsent text from before the walk. */
  readonly draft: string;
}

export interface HistoryStep {
  readonly walk: HistoryWalk;
  readonly text: string;
  /** True for the unsent text from before the walk: its editor, if it was kept, says more than its text. */
  readonly isDraft: boolean;
}

const mostPrompts = 10_000;

/** The history with one more prompt at its end; blank ones and repetitions of the last one are left out. */
export function withPrompt(prompts: readonly string[], prompt: string): readonly string[] {
  if (prompt.trim() === '' || prompts.at(-1) === prompt) return prompts;
  return [...(prompts.length < mostPrompts ? prompts : prompts.slice(prompts.length - mostPrompts + 1)), prompt];
}

/** A walk that stands at the draft. `prompts` are oldest first. */
export function beginWalk(prompts: readonly string[], draft: string): HistoryWalk {
  return { prompts, at: prompts.length, draft };
}

/**
 * One step to older (`-1`) or newer (`1`) prompts, and the text to show; undefined at the ends. A prompt that equals what is
 * shown is passed over, so that every step changes something.
 */
export function walkHistory(walk: HistoryWalk, by: -1 | 1): HistoryStep | undefined {
  const shown = textAt(walk, walk.at);
  for (let at = walk.at + by; at >= 0 && at <= walk.prompts.length; at += by) {
    const text = textAt(walk, at);
    if (text !== shown || at === walk.prompts.length)
      return { walk: { ...walk, at }, text, isDraft: at === walk.prompts.length };
  }
  return undefined;
}

function textAt(walk: HistoryWalk, at: number): string {
  return at === walk.prompts.length ? walk.draft : (walk.prompts[at] ?? '');
}

/** A prompt that holds every word of the query. */
export interface PromptMatch {
  readonly text: string;
  /** What to highlight: start, end, start, end, … as UTF-16 offsets of `text`; words far into a long prompt are not marked. */
  readonly ranges: readonly number[];
}

/** A search through the history: what is looked for, what was found (newest first, each text once), where one stands. */
export interface PromptSearch {
  readonly prompts: readonly string[];
  readonly query: string;
  readonly matches: readonly PromptMatch[];
  /** Place in `matches`; 0 when there are none. */
  readonly at: number;
}

/** `prompts` are oldest first. */
export function createPromptSearch(prompts: readonly string[], query = ''): PromptSearch {
  return searchFor({ prompts, query: '', matches: [], at: 0 }, query);
}

/** The search for another query; the prompt that is shown stays shown while it still fits. */
export function searchFor(search: PromptSearch, query: string): PromptSearch {
  const words = fold(query)
    .key.split(' ')
    .filter((word) => word !== '');
  const seen = new Set<string>();
  const matches: PromptMatch[] = [];
  for (let i = search.prompts.length - 1; i >= 0; i--) {
    const text = search.prompts[i] ?? '';
    if (seen.has(text)) continue;
    seen.add(text);
    const ranges = findWords(text, words);
    if (ranges) matches.push({ text, ranges });
  }
  const shown = currentMatch(search)?.text;
  const same = shown === undefined || search.query === '' ? -1 : matches.findIndex((match) => match.text === shown);
  return { prompts: search.prompts, query, matches, at: Math.max(0, same) };
}

/** The next older match (`1`) or the next newer one (`-1`); it stays at the ends. */
export function stepSearch(search: PromptSearch, by: -1 | 1): PromptSearch {
  const at = Math.max(0, Math.min(search.matches.length - 1, search.at + by));
  return at === search.at ? search : { ...search, at };
}

export function currentMatch(search: PromptSearch): PromptMatch | undefined {
  return search.matches[search.at];
}

/** The place of every word, or undefined when one is missing. Long prompts are looked through whole, but marked only at their start. */
function findWords(text: string, words: readonly string[]): readonly number[] | undefined {
  const folded = fold(text);
  const ranges: { start: number; end: number }[] = [];
  let rest: string | undefined;
  for (const word of words) {
    const start = folded.key.indexOf(word);
    if (start >= 0) ranges.push({ start, end: start + word.length });
    else {
      rest ??= text.toLowerCase();
      if (!rest.includes(word)) return undefined;
    }
  }
  ranges.sort((a, b) => a.start - b.start);
  return rangesInOriginal(
    folded,
    ranges.flatMap(({ start, end }, i) => {
      const from = Math.max(start, ranges[i - 1]?.end ?? 0);
      return from < end ? [from, end] : [];
    }),
  );
}
