/** Drafts: an editor's content as plain data that can be kept over a restart. */
import { boundaryFrom, isFoldAt } from './graphemes.ts';
import { cleanText, withFold } from './paste.ts';
import { type EditorState, editorOf, editorText, expandFolds } from './state.ts';

/** Offsets count UTF-16 units of `text`, which is whole: a reader that knows no folds loses nothing. */
export interface Draft {
  readonly text: string;
  readonly cursor: number;
  /** Folded pastes, in order. */
  readonly folds?: readonly { readonly at: number; readonly length: number }[];
}

/** What to keep of an editor; undo steps and kills are not kept. */
export function draftOf(state: EditorState): Draft {
  const folds: { at: number; length: number }[] = [];
  let grown = 0;
  if (state.folds.size > 0) {
    for (let i = 0; i < state.text.length; i++) {
      if (!isFoldAt(state.text, i)) continue;
      const length = state.folds.get(state.text.charAt(i))?.length ?? 0;
      folds.push({ at: i + grown, length });
      grown += length - 1;
    }
  }
  const cursor = expandFolds(state, state.text.slice(0, state.cursor)).length;
  return { text: editorText(state), cursor, ...(folds.length > 0 ? { folds } : {}) };
}

/** The editor that a draft describes. What does not fit (a hand-edited file) is mended, the text is never lost. */
export function fromDraft(draft: Draft): EditorState {
  const text = cleanText(draft.text);
  // When cleaning changed something the offsets mean nothing any more.
  const folds = text === draft.text ? validFolds(draft.folds ?? [], text.length) : [];
  let state = editorOf('');
  let shown = '';
  let cursor = draft.cursor;
  let from = 0;
  for (const fold of folds) {
    const folded = withFold(state, text.slice(fold.at, fold.at + fold.length));
    if (!folded) break;
    shown += text.slice(from, fold.at) + folded.standIn;
    state = folded.state;
    from = fold.at + fold.length;
    if (draft.cursor >= from) cursor -= fold.length - 1;
    else if (draft.cursor > fold.at) cursor -= draft.cursor - fold.at;
  }
  shown += text.slice(from);
  const at = Number.isInteger(cursor) ? Math.max(0, Math.min(shown.length, cursor)) : shown.length;
  return { ...state, text: shown, cursor: boundaryFrom(shown, at) };
}

function validFolds(
  folds: readonly { readonly at: number; readonly length: number }[],
  textLength: number,
): readonly { readonly at: number; readonly length: number }[] {
  let from = 0;
  return folds.filter(({ at, length }) => {
    const fits =
      Number.isInteger(at) && Number.isInteger(length) && at >= from && length > 0 && at + length <= textLength;
    if (fits) from = at + length;
    return fits;
  });
}
