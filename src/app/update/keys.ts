/** Input events: which overlay, filter line, card or command a key belongs to, else the editor. */
import type { Command } from '../commands/command.ts';
import { createEditor, editKey, editorText } from '../editor/editor.ts';
import { displayKey } from '../key-names.ts';
import { commandForKey, keymapOf, withKey } from '../keymap.ts';
import type { InputEvent } from '../screen.ts';
import type { State } from '../state.ts';
import { type Step, say, sending, stay, step } from '../step.ts';
import { inputWidth, regions } from '../view/regions.ts';
import { cardKey } from './card.ts';
import { carryOut } from './carry-out.ts';
import { completionKey } from './completion.ts';
import { paste, typeKey } from './input.ts';
import { placeCursor, withoutWanted } from './list.ts';
import { closeFilterLine, filterTyped } from './list-filter.ts';
import { mouse } from './mouse.ts';
import { closeOverlay } from './overlay.ts';
import { overlayKey, overlayPaste } from './overlay-keys.ts';

export function inputEvent(state: State, event: InputEvent): Step {
  switch (event.type) {
    case 'key':
      return keyPressed(touched(state), event.key, event.text);
    case 'paste':
      return pasted(touched(state), event.text);
    case 'mouse':
      return regions(state).kind === 'too-small' ? stay(state) : mouse(withoutWanted(state), event);
    case 'resize':
      return stay(placeCursor({ ...state, size: event.size, selection: null }, state.list.cursor));
    case 'focus':
      return stay({ ...state, windowFocused: event.on });
    case 'background':
      return state.settings.theme === 'auto' && event.kind !== state.look.theme.kind
        ? step(state, { type: 'loadTheme', name: 'auto', kind: event.kind })
        : stay(state);
    case 'resumed':
      return step(state, { type: 'redraw' });
    case 'hangup':
      return sending(state, { type: 'quit', exitCode: event.exitCode });
  }
}

/** When a key arrives, the footer's sentence counts as read, and the list's cursor as the user's. */
function touched(state: State): State {
  const unmarked = state.selection ? { ...state, selection: null } : state;
  const read = unmarked.toast ? { ...unmarked, toast: null } : unmarked;
  return withoutWanted(read);
}

function keyPressed(state: State, key: string, text: string | undefined): Step {
  if (regions(state).kind === 'too-small') return unseenKey(state, key);
  if (state.overlay.kind !== 'none') {
    const redraws = keymapOf(state).byScope.everywhere.get(key)?.id === 'app.redraw';
    return redraws ? step(state, { type: 'redraw' }) : (readingKey(state, key) ?? overlayKey(state, key, text));
  }
  if (state.focus === 'list' && state.list.filter?.typing) return filterKey(state, key, text);
  const card = cardKey(state, key);
  if (card) return card;
  const completed = completionKey(state, key);
  if (completed) return completed;
  const keymap = keymapOf(state);
  const command = commandForKey(keymap, state.focus, key);
  const leaves = command && key === 'escape' ? narrowEscape(state, command) : undefined;
  if (leaves) return leaves;
  if (command) return runCommand(state, command, key, text);
  return (state.focus === 'input' ? typeKey(state, key, text) : undefined) ?? unknownKey(state, key);
}

/** Keys beside help or statistics, where nothing is typed: a search in help opens the palette. */
function readingKey(state: State, key: string): Step | undefined {
  const { kind } = state.overlay;
  if (kind !== 'help' && kind !== 'stats') return undefined;
  const command = commandForKey(keymapOf(state), 'list', key);
  if (kind === 'help' && command?.id === 'list.filter') return sending(state, { type: 'palette' });
  return command?.id === 'app.suspend' || command?.id === 'app.palette' ? carryOut(state, command) : undefined;
}

/** While only a sentence is visible, no key changes anything; the program can be left, which keeps everything. */
function unseenKey(state: State, key: string): Step {
  const command = commandForKey(keymapOf(state), 'list', key);
  if (command?.id === 'app.interrupt') return sending(state, { type: 'quit' });
  return command?.id === 'app.redraw' || command?.id === 'app.suspend' ? carryOut(state, command) : stay(state);
}

/** In other programs this key pastes a picture from the clipboard; terminals do not pass pictures on. */
const pasting = 'Only text can be pasted; attach a picture with @PATH, or drop it here.';

/** A key with a meaning in other programs: says which key is used here. The previous footer message is kept for F4. */
function unknownKey(state: State, key: string): Step {
  const help = withKey(
    state,
    state.focus === 'input' ? 'app.help' : 'app.helpKey',
    (keys) => `; ${keys} shows all keys`,
  );
  const palette = withKey(state, 'app.palette', (keys) => `${help === '' ? '; ' : ', '}${keys} finds every command`);
  const told =
    key === 'C-v' && state.focus === 'input'
      ? say(state, pasting)
      : say(state, `${displayKey(key)} does nothing here${help}${palette}.`);
  return state.notice === undefined ? told : { ...told, state: { ...told.state, notice: state.notice } };
}

function runCommand(state: State, command: Command, key: string, text: string | undefined): Step {
  if (command.editorKey === undefined) return carryOut(state, command);
  return typeKey(state, command.editorKey, key === command.editorKey ? text : undefined) ?? stay(state);
}

/**
 * Where one pane is shown at a time, Escape leads from the transcript back to the list, which cannot be seen beside it.
 * Not from the input box: there it is pressed to stop a reply, often twice, and what is typed next must not be commands.
 */
function narrowEscape(state: State, command: Command): Step | undefined {
  if (regions(state).kind !== 'one' || command.id !== 'transcript.input') return undefined;
  return sending(state, { type: 'focus', to: 'list' });
}

/** Help and other commands that work in every pane also work while text is being typed. */
function everywhereKey(state: State, key: string): Step {
  const command = keymapOf(state).byScope.everywhere.get(key);
  return command ? carryOut(state, command) : stay(state);
}

/** Keys of the filter line: typing filters, the pickers' keys move, Enter keeps the filter, Esc clears it. */
function filterKey(state: State, key: string, text: string | undefined): Step {
  const typed = state.list.filter?.text ?? '';
  switch (key) {
    case 'enter':
      return closeFilterLine(state);
    case 'escape':
    case 'C-c':
      return sending(state, { type: 'filterClear' });
    case 'up':
    case 'C-p':
      return sending(state, { type: 'listMove', by: -1 });
    case 'down':
    case 'C-n':
      return sending(state, { type: 'listMove', by: 1 });
    case 'pageup':
    case 'pagedown':
      return sending(state, { type: 'listMove', by: key === 'pageup' ? 'pageUp' : 'pageDown' });
    case 'tab':
    case 'S-tab':
      return sending(closeFilterLine(state).state, { type: 'focus', to: key === 'tab' ? 'next' : 'previous' });
    default: {
      const { state: editor, handled } = editKey(createEditor(typed), key, text, inputWidth(state));
      if (!handled) return everywhereKey(state, key);
      const next = editorText(editor);
      return next === typed ? stay(state) : filterTyped(state, next);
    }
  }
}

function pasted(state: State, text: string): Step {
  if (state.overlay.kind !== 'none') return overlayPaste(state, text);
  if (state.focus === 'list' && state.list.filter?.typing) {
    return filterTyped(state, `${state.list.filter.text}${text.replace(/\s+/g, ' ').trim()}`);
  }
  // A paste elsewhere is meant for the message: the input gets it, and the focus.
  return paste({ ...closeOverlay(state), focus: 'input' }, text);
}
