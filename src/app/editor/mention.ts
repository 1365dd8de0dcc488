/** `@path` in a prompt: the mention under the caret for completion, and all mentions of a text for attaching. */
import { change } from './edit.ts';
import type { EditorState } from './state.ts';

export interface Mention {
  /** From the `@` to the end of the path, as offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** The path without `@` and quotes; may be empty while it is being typed. */
  readonly path: string;
}

/** An `@` counts at the start of a word; quotes hold paths with blanks: `@"my notes.md"`. */
const mention = /(?<=^|[\s([{])@(?:"([^"\n]+)"|([^\s"]+))/g;
/** How many characters before the caret are searched for a path. */
const reach = 1024;

/** All mentions in a text. Punctuation after a path belongs to the sentence: `see @notes.md, please`. */
export function mentionsIn(text: string): readonly Mention[] {
  const found: Mention[] = [];
  for (const match of text.matchAll(mention)) {
    const path = match[1] ?? (match[2] ?? '').replace(/[.,;:!?)\]}]+$/, '');
    if (path === '') continue;
    const quotes = match[1] === undefined ? 0 : 2;
    found.push({ start: match.index, end: match.index + 1 + path.length + quotes, path });
  }
  return found;
}

/** The mention that is being typed: from its `@` to the caret. */
export function mentionAtCaret(state: EditorState): Mention | undefined {
  const before = state.text.slice(Math.max(0, state.cursor - reach), state.cursor);
  const match = /(?:^|[\s([{])@("[^"\n]*|[^\s"]*)$/.exec(before);
  const typed = match?.[1];
  if (typed === undefined) return undefined;
  return { start: state.cursor - typed.length - 1, end: state.cursor, path: typed.replace(/^"/, '') };
}

/** Replaces the mention by a chosen path, quoted if it holds blanks. After a folder, the caret stays at its end. */
export function completeMention(state: EditorState, at: Mention, path: string): EditorState {
  const goesOn = path.endsWith('/');
  const quoted = /\s/.test(path) ? `@"${path}${goesOn ? '' : '"'}` : `@${path}`;
  return change(state, at.start, at.end, goesOn ? quoted : `${quoted} `);
}
