/** Keys while an overlay is open: all of them belong to it. */
import { nameOfFork } from '../../core/session-name.ts';
import { commands } from '../commands/table.ts';
import { editKey, editorText, insertPaste, isEmptyEditor, oneLineWidth } from '../editor/editor.ts';
import { keymapOf } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import type { CommandMsg } from '../msg.ts';
import type { Overlay } from '../overlay-state.ts';
import { pickerKey, pickerPaste } from '../picker.ts';
import type { State } from '../state.ts';
import { type Step, sending, stay, step } from '../step.ts';
import { helpScrollEnd } from '../view/help.ts';
import { helpHeight, pickerHeight } from '../view/overlay-size.ts';
import { statsBodyHeight, statsScrollEnd } from '../view/stats.ts';
import { inputEditor } from './draft.ts';
import { forgetTrashed } from './manage.ts';
import { ask, closeOverlay } from './overlay.ts';
import { pickerAnswered } from './picker-answer.ts';
import { promptKey } from './prompt.ts';
import { exportUnsaved } from './quit.ts';

export function overlayKey(state: State, key: string, text: string | undefined): Step {
  const { overlay } = state;
  switch (overlay.kind) {
    case 'none':
      return stay(state);
    case 'stats':
      return statsKey(state, overlay, key);
    case 'help':
      return helpKey(state, overlay.scroll, key);
    case 'prompt':
      return promptKey(state, overlay, key, text);
    case 'find':
      return findKey(state, overlay, key, text);
    case 'picker':
      return pickerAnswered(state, overlay, pickerKey(overlay.picker, key, text, pickerHeight(state.size, overlay)));
    case 'locked':
      return lockedKey(state, overlay.session.id, key);
    case 'confirm':
      if (overlay.action === 'quit' && key === 'e') return exportUnsaved(state);
      if (overlay.action === 'compactFirst' && key === 's')
        return sending(closeOverlay(state), { type: 'sendQueued', id: overlay.id, anyway: true });
      // What cannot be undone needs more than the key that closes every box.
      return key === 'y' || (key === 'enter' && overlay.action !== 'emptyTrash')
        ? confirmed(closeOverlay(state), overlay)
        : stay(closeOverlay(state));
    case 'problem':
    case 'notice':
      return stay(closeOverlay(state));
  }
}

/** Where a scrolling key leads from `scroll`: `end` is the last position, `height` the rows in view. */
function scrolledTo(scroll: number, end: number, height: number, key: string): number | undefined {
  const by = scrollStep(end, height, key);
  return by === undefined ? undefined : Math.max(0, Math.min(end, Math.min(end, scroll) + by));
}

function scrollStep(end: number, height: number, key: string): number | undefined {
  // One row stays, so that the reader keeps the thread.
  const page = Math.max(1, height - 1);
  const half = Math.max(1, Math.floor(height / 2));
  switch (key) {
    case 'down':
    case 'j':
      return 1;
    case 'up':
    case 'k':
      return -1;
    case 'pagedown':
    case 'space':
      return page;
    case 'pageup':
      return -page;
    case 'C-d':
      return half;
    case 'C-u':
      return -half;
    case 'home':
    case 'g':
      return -end;
    case 'end':
    case 'G':
      return end;
    default:
      return undefined;
  }
}

function helpKey(state: State, scroll: number, key: string): Step {
  if (closesView(state, key, 'help')) return stay(closeOverlay(state));
  const to = scrolledTo(scroll, helpScrollEnd(state), helpHeight(state.size), key);
  return to === undefined ? stay(state) : stay({ ...state, overlay: { kind: 'help', scroll: to } });
}

/** Escape, and the keys that opened it. */
function closesView(state: State, key: string, type: 'help' | 'showStats'): boolean {
  if (['escape', 'q', 'C-c', 'enter'].includes(key)) return true;
  return commands.some(({ id, msg }) => msg?.type === type && keymapOf(state).keysOf.get(id)?.includes(key));
}

function statsKey(state: State, overlay: Extract<Overlay, { kind: 'stats' }>, key: string): Step {
  if (closesView(state, key, 'showStats')) return stay(closeOverlay(state));
  const to = scrolledTo(
    overlay.scroll,
    statsScrollEnd(state, overlay.stats),
    statsBodyHeight(state, overlay.stats),
    key,
  );
  return to === undefined ? stay(state) : stay({ ...state, overlay: { ...overlay, scroll: to } });
}

function confirmed(state: State, overlay: Extract<Overlay, { kind: 'confirm' }>): Step {
  switch (overlay.action) {
    case 'emptyTrash':
      return step(forgetTrashed(state), { type: 'emptyTrash' });
    case 'quit':
      return sending(state, { type: 'quit', anyway: true });
    case 'compactFirst':
      return sending(state, { type: 'compact' });
    case 'sendAnyway':
      return overlay.command ? sending(state, overlay.command) : stay(state);
  }
}

function lockedKey(state: State, id: string, key: string): Step {
  const closed = closeOverlay(state);
  if (key === 'w' || key === 'enter') return sending(closed, { type: 'watchLocked' });
  if (key === 'f') {
    const session = sessionById(state.list, id);
    return session
      ? ask(closed, { kind: 'fork', id, upTo: null }, nameOfFork(session.name, state.list.sessions))
      : stay(closed);
  }
  // Left without an answer: the keys belong to the list again, unless there is unsent text, which keeps the focus.
  return stay(isEmptyEditor(inputEditor(closed)) ? { ...closed, focus: 'list' } : closed);
}

function findKey(
  state: State,
  overlay: Extract<Overlay, { kind: 'find' }>,
  key: string,
  text: string | undefined,
): Step {
  if (key === 'escape' || key === 'C-c') return sending(closeOverlay(state), { type: 'findClear' });
  if (key === 'enter') {
    const found: CommandMsg =
      editorText(overlay.editor) === '' ? { type: 'findClear' } : { type: 'focus', to: 'transcript' };
    return sending(closeOverlay(state), found);
  }
  if (key === 'up' || key === 'C-p') return sending(state, { type: 'findStep', by: -1 });
  if (key === 'down' || key === 'C-n') return sending(state, { type: 'findStep', by: 1 });
  const { state: editor } = editKey(overlay.editor, key, text, oneLineWidth);
  return sending({ ...state, overlay: { ...overlay, editor } }, { type: 'findTyped', query: editorText(editor) });
}

export function overlayPaste(state: State, text: string): Step {
  const { overlay } = state;
  if (overlay.kind === 'prompt' || overlay.kind === 'find') {
    const editor = insertPaste(overlay.editor, text.replace(/\s+/g, ' ').trim());
    const next: State = { ...state, overlay: { ...overlay, editor } };
    return overlay.kind === 'find' ? sending(next, { type: 'findTyped', query: editorText(editor) }) : stay(next);
  }
  if (overlay.kind !== 'picker') return stay(state);
  return stay({ ...state, overlay: { ...overlay, picker: pickerPaste(overlay.picker, text).state } });
}
