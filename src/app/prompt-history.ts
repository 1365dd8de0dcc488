/** Earlier prompts: walking through them with ↑ and ↓ while the unsent text is kept. */

/** A walk through the prompts; it ends when the user edits what is shown. */
export interface HistoryWalk {
  /** Oldest first. */
  readonly prompts: readonly string[];
  /** Index of the prompt that is shown; `prompts.length` is the draft. */
  readonly at: number;
  /** The unsent text from before the walk. */
  readonly draft: string;
}

export interface HistoryStep {
  readonly walk: HistoryWalk;
  readonly text: string;
  /** True for the unsent text from before the walk: its editor state, if kept, is richer than its text. */
  readonly isDraft: boolean;
}

const mostPrompts = 10_000;

/** The history with one more prompt at its end; blank ones and repetitions of the last one are left out. */
export function withPrompt(prompts: readonly string[], prompt: string): readonly string[] {
  if (prompt.trim() === '' || prompts.at(-1) === prompt) return prompts;
  return [...(prompts.length < mostPrompts ? prompts : prompts.slice(prompts.length - mostPrompts + 1)), prompt];
}

/** A walk that begins at the draft. `prompts` are oldest first. */
export function beginWalk(prompts: readonly string[], draft: string): HistoryWalk {
  return { prompts, at: prompts.length, draft };
}

/**
 * One step to older (`-1`) or newer (`1`) prompts, and the text to show; undefined at the ends. Prompts equal to what
 * is shown are skipped, so that every step changes something.
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
