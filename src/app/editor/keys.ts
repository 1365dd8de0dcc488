/** The editor's keys: one table from the key's name to what it does. */
import { change, insert, redo, undo } from './edit.ts';
import { nextBoundary, previousBoundary, wordEnd, wordStart } from './graphemes.ts';
import { kill, yank, yankOlder } from './kill.ts';
import { moveByRow } from './layout.ts';
import { cleanText } from './paste.ts';
import { type EditorState, otherAction, selectionOf } from './state.ts';

export interface EditorKeyResult {
  readonly state: EditorState;
  /** False when the key means nothing to an editor, so that the caller may use it. */
  readonly handled: boolean;
  /** ↑ on the first row or ↓ on the last one: the caret stayed, and the caller may walk the history. */
  readonly edge?: 'up' | 'down';
}

/**
 * One key (named as in `InputEvent`), with the text that typing it inserts. `width` is the pane's width in cells. Enter,
 * Escape, Tab and the newline keys are not handled: they are commands.
 */
export function editKey(state: EditorState, key: string, text: string | undefined, width: number): EditorKeyResult {
  const edit = edits.get(key);
  if (edit) return { state: edit(state), handled: true };
  const extend = key.includes('S-');
  const motion = extend ? key.replace('S-', '') : key;
  if (motion === 'up' || motion === 'down') {
    const moved = moveByRow(state, motion, width);
    if (moved) return { state: { ...moved, anchor: extend ? (state.anchor ?? state.cursor) : null }, handled: true };
    return extend
      ? { state, handled: true }
      : { state: { ...state, anchor: null, last: otherAction }, handled: true, edge: motion };
  }
  const move = motions.get(motion);
  if (move) return { state: moveTo(state, move(state, extend), extend), handled: true };
  const typed = text === undefined ? '' : cleanText(text);
  if (typed === '' || /[\n\t]/.test(typed)) return { state, handled: false };
  return { state: insert(state, typed, { kind: 'type' }), handled: true };
}

/** A line break at the caret. */
export function insertNewline(state: EditorState): EditorState {
  return insert(state, '\n');
}

/** True when Enter should break the line: an odd number of backslashes is right before the caret. */
export function endsWithBackslash(state: EditorState): boolean {
  let count = 0;
  while (state.text.charCodeAt(state.cursor - 1 - count) === 0x5c) count++;
  return count % 2 === 1;
}

/** Replaces the backslash before the caret by a line break, as one undo step. */
export function replaceBackslashByNewline(state: EditorState): EditorState {
  return endsWithBackslash(state) ? change(state, state.cursor - 1, state.cursor, '\n') : state;
}

/** Empties the editor as one undo step. */
export function clearEditor(state: EditorState): EditorState {
  return change(state, 0, state.text.length, '');
}

/** Replaces the text as one undo step: with what an external editor returned, or a prompt from the history. */
export function replaceText(state: EditorState, text: string): EditorState {
  return change(state, 0, state.text.length, cleanText(text));
}

/** An empty editor that keeps the kill ring, after a message was sent. */
export function nextEditor(state: EditorState, empty: EditorState): EditorState {
  return { ...empty, kills: state.kills, folds: state.kills.length > 0 ? state.folds : empty.folds };
}

function moveTo(state: EditorState, cursor: number, extend: boolean): EditorState {
  return { ...state, cursor, anchor: extend ? (state.anchor ?? state.cursor) : null, goal: null, last: otherAction };
}

function lineStart(state: EditorState): number {
  return state.cursor === 0 ? 0 : state.text.lastIndexOf('\n', state.cursor - 1) + 1;
}

function lineEnd(state: EditorState): number {
  const newline = state.text.indexOf('\n', state.cursor);
  return newline < 0 ? state.text.length : newline;
}

/** Deletes the selection, or what `reach` finds beside the caret. */
function erase(state: EditorState, reach: (state: EditorState) => number): EditorState {
  const range = selectionOf(state);
  if (range) return change(state, range.start, range.end, '');
  const other = reach(state);
  if (other === state.cursor) return { ...state, anchor: null, goal: null };
  return change(state, Math.min(other, state.cursor), Math.max(other, state.cursor), '', { kind: 'erase' });
}

function killTo(state: EditorState, reach: (state: EditorState) => number): EditorState {
  const range = selectionOf(state);
  if (range) return kill({ ...state, last: otherAction }, range.start, range.end);
  const other = reach(state);
  return kill(state, Math.min(other, state.cursor), Math.max(other, state.cursor));
}

const left = (state: EditorState) => previousBoundary(state.text, state.cursor);
const right = (state: EditorState) => nextBoundary(state.text, state.cursor);
const wordLeft = (state: EditorState) => wordStart(state.text, state.cursor);
const wordRight = (state: EditorState) => wordEnd(state.text, state.cursor);

type Motion = (state: EditorState, extend: boolean) => number;

/** ← and → without Shift leave a selection at its side. */
const motions: ReadonlyMap<string, Motion> = new Map<string, Motion>([
  ['left', (state, extend) => (extend ? left(state) : (selectionOf(state)?.start ?? left(state)))],
  ['right', (state, extend) => (extend ? right(state) : (selectionOf(state)?.end ?? right(state)))],
  ['home', lineStart],
  ['C-a', lineStart],
  ['end', lineEnd],
  ['C-e', lineEnd],
  ['C-home', () => 0],
  ['C-end', (state) => state.text.length],
  ['C-left', wordLeft],
  ['M-left', wordLeft],
  ['M-b', wordLeft],
  ['C-right', wordRight],
  ['M-right', wordRight],
  ['M-f', wordRight],
]);

type Edit = (state: EditorState) => EditorState;

const eraseLeft: Edit = (state) => erase(state, left);
const eraseRight: Edit = (state) => erase(state, right);
const killWordLeft: Edit = (state) => killTo(state, wordLeft);
const killWordRight: Edit = (state) => killTo(state, wordRight);
/** At a line's edge the line break itself is deleted, so that repeating the key always makes progress. */
const killLineLeft: Edit = (state) => killTo(state, (s) => (lineStart(s) === s.cursor ? left(s) : lineStart(s)));
const killLineRight: Edit = (state) => killTo(state, (s) => (lineEnd(s) === s.cursor ? right(s) : lineEnd(s)));

const edits: ReadonlyMap<string, Edit> = new Map<string, Edit>([
  ['backspace', eraseLeft],
  ['S-backspace', eraseLeft],
  ['C-h', eraseLeft],
  ['delete', eraseRight],
  ['C-d', eraseRight],
  ['C-w', killWordLeft],
  ['M-backspace', killWordLeft],
  ['C-backspace', killWordLeft],
  ['M-d', killWordRight],
  ['C-delete', killWordRight],
  ['C-u', killLineLeft],
  ['C-k', killLineRight],
  ['C-y', yank],
  ['M-y', yankOlder],
  ['C-z', undo],
  ['C-_', undo],
  ['M-_', redo],
  ['C-S-z', redo],
  ['C-Z', redo],
]);
