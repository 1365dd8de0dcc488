/** Overlays: opening them, the keys they take, and what a choice or an answer means. */
import type { Problem } from '../../core/problem.ts';
import { branch, shownConversation } from '../conversation.ts';
import { createEditor, editKey, editorText, insertPaste } from '../editor/editor.ts';
import { sessionAtCursor, sessionById } from '../list-state.ts';
import type { CommandMsg, Msg } from '../msg.ts';
import type { Overlay, PromptPurpose } from '../overlay-state.ts';
import { createPicker, type PickerItem, pickerKey, pickerPaste } from '../picker.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, say, sending, stay, step } from '../step.ts';
import { formatAge } from '../view/format.ts';
import { titleOf } from '../view/list.ts';
import { pickerHeight } from '../view/overlay-size.ts';
import { statsScrollEnd } from '../view/stats.ts';
import { freeForkName, messageAtCursor } from './branch.ts';
import { meantSession } from './manage.ts';
import { pickerAnswered } from './picker-answer.ts';
import { exportUnsaved } from './quit.ts';

export function closeOverlay(state: State): State {
  return { ...state, overlay: { kind: 'none' } };
}

export function ask(state: State, purpose: PromptPurpose, text = ''): Step {
  return stay({ ...state, overlay: { kind: 'prompt', purpose, editor: createEditor(text), error: '' } });
}

/** Commands that open an overlay. */
export function openOverlay(state: State, msg: CommandMsg): Step {
  switch (msg.type) {
    case 'help':
      return stay({ ...state, overlay: { kind: 'help', scroll: 0 } });
    case 'askNew':
      return ask(state, { kind: 'new' });
    case 'askRename': {
      const session = meantSession(state);
      return session
        ? ask(state, { kind: 'rename', id: session.id }, session.name)
        : say(state, 'There is no session to rename.', 'error');
    }
    case 'askKey':
      return ask(state, { kind: 'key', provider: msg.provider });
    case 'askBaseUrl':
      return ask(state, { kind: 'baseUrl' }, 'http://localhost:11434/v1');
    case 'askFork': {
      const session =
        msg.fromHere && state.shown.kind === 'session' ? sessionById(state.list, state.shown.id) : meantSession(state);
      if (!session) return say(state, 'There is no session to fork.', 'error');
      const one = shownConversation(state);
      const upTo = msg.fromHere && one ? (messageAtCursor(state, one)?.id ?? null) : null;
      return ask(state, { kind: 'fork', id: session.id, upTo }, freeForkName(state, session.name));
    }
    case 'pickSession':
      return pickSession(state);
    case 'historySearch':
      return pick(state, { kind: 'history' }, 'Earlier prompts', promptItems(state.history.prompts.toReversed()));
    case 'earlierPrompts': {
      const one = shownConversation(state);
      if (!one) return stay(state);
      const prompts = branch(one).filter((message) => message.role === 'user');
      const items = prompts.toReversed().map((message) => ({
        id: message.id,
        label: oneLine(message.content),
        detail: formatAge(message.timestamp, state.now),
      }));
      return pick(state, { kind: 'earlierPrompts', id: one.id }, 'Edit an earlier prompt and send it again', items);
    }
    case 'askExport': {
      const session = meantSession(state);
      if (!session) return say(state, 'There is no session to export.', 'error');
      const items = [
        { id: 'markdown', label: 'Markdown', detail: 'for reading and pasting' },
        { id: 'html', label: 'HTML', detail: 'one inert file; keys and tokens are blotted out' },
        { id: 'json', label: 'JSON', detail: 'complete; reprise import reads it back' },
      ];
      return pick(state, { kind: 'export', id: session.id }, `Export “${titleOf(session)}”`, items);
    }
    case 'openTrash':
      return andThen(pick(state, { kind: 'trash' }, 'Trash · Enter restores', []), (now) =>
        step(now, { type: 'listTrash' }),
      );
    case 'showQueue': {
      const one = shownConversation(state);
      const items = (one?.queue ?? []).map((message) => ({ id: message.id, label: oneLine(message.text) }));
      return one && items.length > 0
        ? pick(state, { kind: 'queue', id: one.id }, 'Queued · Enter takes one back', items)
        : say(state, 'No message waits in the queue.');
    }
    default:
      return stay(state);
  }
}

function pickSession(state: State): Step {
  const current = state.shown.kind === 'session' ? state.shown.id : sessionAtCursor(state.list)?.id;
  const items = state.list.sessions.map((session) => ({
    id: `session:${session.id}`,
    label: titleOf(session),
    detail: formatAge(session.endTime, state.now),
    keywords: session.name,
  }));
  return pick(state, { kind: 'palette' }, 'Sessions', items, current ? `session:${current}` : undefined);
}

export function pick(
  state: State,
  purpose: Extract<Overlay, { kind: 'picker' }>['purpose'],
  title: string,
  items: readonly PickerItem[],
  selected?: string,
): Step {
  const picker = createPicker({ title, items, ...(selected === undefined ? {} : { selected }) });
  return stay({ ...state, overlay: { kind: 'picker', purpose, picker, note: '' } });
}

function promptItems(prompts: readonly string[]): readonly PickerItem[] {
  const seen = new Set<string>();
  return prompts.flatMap((text) => {
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ id: text, label: oneLine(text) }];
  });
}

export function oneLine(text: string): string {
  return text.slice(0, 500).replace(/\s+/g, ' ').trim();
}

/** A key while an overlay is open: all of them belong to it. */
export function overlayKey(state: State, given: Given, key: string, text: string | undefined): Step {
  const { overlay } = state;
  switch (overlay.kind) {
    case 'none':
      return stay(state);
    case 'stats':
      return statsKey(state, overlay, key);
    case 'help': {
      const by = scrollKeys[key];
      if (by === undefined)
        return key === 'escape' || key === 'q' || key === '?' || key === 'f1' || key === 'C-c' || key === 'enter'
          ? stay(closeOverlay(state))
          : stay(state);
      return stay({ ...state, overlay: { ...overlay, scroll: Math.max(0, overlay.scroll + by) } });
    }
    case 'prompt':
      return promptKey(state, given, overlay, key, text);
    case 'find':
      return findKey(state, overlay, key, text);
    case 'picker':
      return pickerAnswered(state, overlay, pickerKey(overlay.picker, key, text, pickerHeight(state.size)));
    case 'locked':
      return lockedKey(state, overlay.session.id, key);
    case 'confirm':
      if (overlay.action === 'quit' && key === 'e') return exportUnsaved(state);
      if (overlay.action === 'compactFirst' && key === 's')
        return sending(closeOverlay(state), { type: 'sendQueued', id: overlay.id, anyway: true });
      return key === 'y' || key === 'enter' ? confirmed(closeOverlay(state), overlay) : stay(closeOverlay(state));
    case 'problem':
      return stay(closeOverlay(state));
  }
}

const scrollKeys: Readonly<Record<string, number>> = {
  down: 1,
  j: 1,
  up: -1,
  k: -1,
  pagedown: 10,
  pageup: -10,
  space: 10,
  home: -100_000,
  g: -100_000,
};

function statsKey(state: State, overlay: Extract<Overlay, { kind: 'stats' }>, key: string): Step {
  if (['escape', 'q', 'S', 'C-c', 'enter'].includes(key)) return stay(closeOverlay(state));
  const end = statsScrollEnd(state, overlay.stats);
  const by = key === 'end' || key === 'G' ? end : scrollKeys[key];
  if (by === undefined) return stay(state);
  const scroll = Math.max(0, Math.min(end, Math.min(end, overlay.scroll) + by));
  return stay({ ...state, overlay: { ...overlay, scroll } });
}

function confirmed(state: State, overlay: Extract<Overlay, { kind: 'confirm' }>): Step {
  switch (overlay.action) {
    case 'emptyTrash':
      return step(state, { type: 'emptyTrash' });
    case 'quit':
      return sending(state, { type: 'quit', anyway: true });
    case 'compactFirst':
      return sending(state, { type: 'compact' });
    case 'sendAnyway':
      return overlay.wish ? sending(state, overlay.wish) : stay(state);
  }
}

function lockedKey(state: State, id: string, key: string): Step {
  const closed = closeOverlay(state);
  if (key === 'w' || key === 'enter') return sending(closed, { type: 'watchLocked' });
  if (key === 'f') {
    const session = sessionById(state.list, id);
    return session ? ask(closed, { kind: 'fork', id, upTo: null }, freeForkName(state, session.name)) : stay(closed);
  }
  return stay(closed);
}

function findKey(
  state: State,
  overlay: Extract<Overlay, { kind: 'find' }>,
  key: string,
  text: string | undefined,
): Step {
  if (key === 'escape' || key === 'C-c') return sending(closeOverlay(state), { type: 'findClear' });
  if (key === 'enter') {
    const found: CommandMsg = editorText(overlay.editor) === '' ? { type: 'findClear' } : { type: 'focus', to: 'transcript' };
    return sending(closeOverlay(state), found);
  }
  if (key === 'up' || key === 'C-p') return sending(state, { type: 'findStep', by: -1 });
  if (key === 'down' || key === 'C-n') return sending(state, { type: 'findStep', by: 1 });
  const { state: editor } = editKey(overlay.editor, key, text, 10_000);
  return sending({ ...state, overlay: { ...overlay, editor } }, { type: 'findTyped', query: editorText(editor) });
}

/** A one-line question: Enter answers, Esc gives up, an answer that will not do says why. */
function promptKey(
  state: State,
  _given: Given,
  overlay: Extract<Overlay, { kind: 'prompt' }>,
  key: string,
  text: string | undefined,
): Step {
  if (key === 'escape' || key === 'C-c') return stay(closeOverlay(state));
  if (key === 'enter') {
    const answer = answered(state, overlay.purpose, editorText(overlay.editor).trim());
    return typeof answer === 'string'
      ? stay({ ...state, overlay: { ...overlay, error: answer } })
      : sending(closeOverlay(state), ...answer);
  }
  const { state: editor } = editKey(overlay.editor, key, text, 10_000);
  return stay({ ...state, overlay: { ...overlay, editor, error: '' } });
}

/** The messages of an answer, or the sentence that says why it will not do. */
function answered(state: State, purpose: PromptPurpose, text: string): readonly Msg[] | string {
  switch (purpose.kind) {
    case 'new': {
      const taken = text === '' ? undefined : state.list.sessions.find((session) => session.name === text);
      return taken
        ? `“${text}” exists already; Esc, then resume it, or choose another name.`
        : [{ type: 'newSession', name: text }];
    }
    case 'rename': {
      const taken = state.list.sessions.find((session) => session.name === text && session.id !== purpose.id);
      if (text === '') return 'A name cannot be empty.';
      return taken ? `Another session is named “${text}”.` : [{ type: 'rename', id: purpose.id, name: text }];
    }
    case 'fork': {
      const taken = state.list.sessions.some((session) => session.name === text);
      if (taken) return `Another session is named “${text}”.`;
      return [{ type: 'fork', id: purpose.id, upTo: purpose.upTo, name: text }];
    }
    case 'key':
      return /^[\x21-\x7e]{8,}$/.test(text)
        ? [{ type: 'keyTyped', provider: purpose.provider, key: text }]
        : 'That does not look like a key: no blanks, at least eight characters.';
    case 'baseUrl':
      return /^https?:\/\/[^\s/]+/.test(text)
        ? [{ type: 'baseUrlTyped', url: text }]
        : 'A base URL begins with http:// or https://, for example http://localhost:11434/v1.';
  }
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

export function showProblem(state: State, problem: Problem): Step {
  return stay({ ...state, overlay: { kind: 'problem', problem } });
}
