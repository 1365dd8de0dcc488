/** What an editor is: text, caret, selection, folded pastes, undo steps and kill ring, all immutable. */

/** One change of the text: enough to undo and redo it. */
export interface Step {
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
  readonly before: number;
  readonly after: number;
}

/** What the last key did: consecutive ones of the same kind share an undo step or a kill. */
export type LastAction =
  | { readonly kind: 'other' | 'type' | 'erase' | 'kill' }
  /** `start` of the yanked text and which kill it was: the next yank-pop replaces it. */
  | { readonly kind: 'yank'; readonly start: number; readonly ring: number };

/**
 * Offsets count UTF-16 units of `text` and are always cluster boundaries. Changes are string concatenations: the engine
 * joins them lazily, so that a key in a document of megabytes costs far less than a frame, and undo keeps only pieces.
 */
export interface EditorState {
  /**
   * The text as edited: sanitised, lines ended by `\n`, tabs kept. A folded paste is one control character, which clean
   * text never contains and no mark joins. Use `editorText` for what the user wrote.
   */
  readonly text: string;
  readonly cursor: number;
  /** The other end of the selection; null when nothing is selected. */
  readonly anchor: number | null;
  /** Stand-in → the pasted text. Entries outlive their deletion, so that undo and yank can bring them back. */
  readonly folds: ReadonlyMap<string, string>;
  /** The column in cells that ↑ and ↓ aim at; null when the last key moved sideways. */
  readonly goal: number | null;
  /** Where the first visible row began when the view was last scrolled. */
  readonly top: number;
  readonly undo: readonly Step[];
  readonly redo: readonly Step[];
  /** Killed text, newest first. */
  readonly kills: readonly string[];
  readonly last: LastAction;
}

/** Any control except NUL, tab and newline can stand for a folded paste. */
const standIns = /[\x01-\x08\x0b-\x1f\x7f-\x9f]/g;
const standIn = /^[\x01-\x08\x0b-\x1f\x7f-\x9f]$/;

/** True for the unit that stands for a folded paste. */
export function isStandIn(cluster: string): boolean {
  return standIn.test(cluster);
}

/** True when a piece of the editor's text holds a folded paste. */
export function hasFold(text: string): boolean {
  return text.search(standIns) >= 0;
}

/** The first unit that stands for no paste yet; undefined when all 62 do. */
export function freeStandIn(folds: ReadonlyMap<string, string>): string | undefined {
  for (let code = 1; code < 0xa0; code++) {
    const unit = String.fromCharCode(code);
    if (isStandIn(unit) && !folds.has(unit)) return unit;
  }
  return undefined;
}

export const otherAction: LastAction = { kind: 'other' };

const emptyEditor: EditorState = {
  text: '',
  cursor: 0,
  anchor: null,
  folds: new Map(),
  goal: null,
  top: 0,
  undo: [],
  redo: [],
  kills: [],
  last: otherAction,
};

/** An editor holding `text`, which must be clean (see `cleanText`), with the caret at its end. */
export function editorOf(text: string): EditorState {
  return text === '' ? emptyEditor : { ...emptyEditor, text, cursor: text.length };
}

/** The whole text as the user means it: folded pastes in full. */
export function editorText(state: EditorState): string {
  return expandFolds(state, state.text);
}

/** A piece of the editor's text with its folded pastes in full. */
export function expandFolds(state: EditorState, text: string): string {
  if (state.folds.size === 0) return text;
  return text.replace(standIns, (unit) => state.folds.get(unit) ?? '');
}

export function isEmptyEditor(state: EditorState): boolean {
  return state.text === '';
}

/** The selected range, first offset first; undefined when nothing is selected. */
export function selectionOf(state: EditorState): { readonly start: number; readonly end: number } | undefined {
  if (state.anchor === null || state.anchor === state.cursor) return undefined;
  return { start: Math.min(state.anchor, state.cursor), end: Math.max(state.anchor, state.cursor) };
}

/** With everything selected, so that what is typed next replaces it. */
export function allSelected(state: EditorState): EditorState {
  return { ...state, cursor: state.text.length, anchor: 0 };
}

/** The selected text, folded pastes in full; empty when nothing is selected. */
export function selectedText(state: EditorState): string {
  const range = selectionOf(state);
  return range ? expandFolds(state, state.text.slice(range.start, range.end)) : '';
}
