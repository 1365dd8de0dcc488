/** Drafts: an editor's content as plain data that survives a restart. */
import { isObject, parseObject } from '../../core/json.ts';
import { boundaryFrom } from './graphemes.ts';
import { cleanText, withFold } from './paste.ts';
import { type EditorState, editorOf, editorText, expandFolds, isEmptyEditor, isStandIn } from './state.ts';

/** Offsets count UTF-16 units of `text`, which is complete: a reader that knows no folds loses nothing. */
interface DraftData {
  readonly text: string;
  readonly cursor: number;
  /** Folded pastes, in order. */
  readonly folds: readonly Range[];
}

interface Range {
  readonly at: number;
  readonly length: number;
}

/**
 * What to keep of an editor, as one string: empty for an empty editor, else JSON with the whole text, the caret and
 * which parts are folded. Undo steps and kills are not kept.
 */
export function draftOf(state: EditorState): string {
  if (isEmptyEditor(state)) return '';
  const folds: Range[] = [];
  let grown = 0;
  if (state.folds.size > 0) {
    for (let i = 0; i < state.text.length; i++) {
      if (!isStandIn(state.text.charAt(i))) continue;
      const length = state.folds.get(state.text.charAt(i))?.length ?? 0;
      folds.push({ at: i + grown, length });
      grown += length - 1;
    }
  }
  const cursor = expandFolds(state, state.text.slice(0, state.cursor)).length;
  return JSON.stringify({ text: editorText(state), cursor, ...(folds.length > 0 ? { folds } : {}) });
}

/** The editor that a draft describes. Anything that is not a draft of ours is taken as text; text is never lost. */
export function fromDraft(draft: string): EditorState {
  const data = readDraft(draft);
  const text = cleanText(data.text);
  // If cleaning changed anything, the offsets no longer mean anything.
  const folds = text === data.text ? validFolds(data.folds, text.length) : [];
  let state = editorOf('');
  let shown = '';
  let cursor = data.cursor;
  let from = 0;
  for (const fold of folds) {
    const folded = withFold(state, text.slice(fold.at, fold.at + fold.length));
    if (!folded) break;
    shown += text.slice(from, fold.at) + folded.standIn;
    state = folded.state;
    from = fold.at + fold.length;
    if (data.cursor >= from) cursor -= fold.length - 1;
    else if (data.cursor > fold.at) cursor -= data.cursor - fold.at;
  }
  shown += text.slice(from);
  return { ...state, text: shown, cursor: boundaryFrom(shown, Math.max(0, Math.min(shown.length, cursor))) };
}

function readDraft(draft: string): DraftData {
  const { text, ...read } = parseObject(draft);
  // Plain text, written by somebody else.
  if (typeof text !== 'string') return { text: draft, cursor: draft.length, folds: [] };
  const folds = Array.isArray(read.folds) ? read.folds.flatMap(readRange) : [];
  return { text, cursor: Number.isInteger(read.cursor) ? Number(read.cursor) : text.length, folds };
}

function readRange(value: unknown): readonly Range[] {
  if (!isObject(value) || !Number.isInteger(value.at) || !Number.isInteger(value.length)) return [];
  return [{ at: Number(value.at), length: Number(value.length) }];
}

/** Ranges in order that do not overlap and lie inside the text. */
function validFolds(folds: readonly Range[], textLength: number): readonly Range[] {
  let from = 0;
  return folds.filter(({ at, length }) => {
    const fits = at >= from && length > 0 && at + length <= textLength;
    if (fits) from = at + length;
    return fits;
  });
}
