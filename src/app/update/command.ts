/** Passes each command to the area it belongs to. */
import { sentence } from '../../core/problem.ts';
import { resolveSession } from '../../core/resolve.ts';
import { paletteCommands } from '../commands/table.ts';
import { shownConversation, withConversation } from '../conversation.ts';
import { editorText } from '../editor/editor.ts';
import { displayKey } from '../key-names.ts';
import { keymapOf } from '../keymap.ts';
import { meantSession } from '../meant-sessions.ts';
import type { Msg } from '../msg.ts';
import { titleOf } from '../session-title.ts';
import type { Focus, Given, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { formatAge } from '../view/format.ts';
import { updateBranch } from './branch.ts';
import { updateCopy } from './copy.ts';
import { inputEditor, inputKey } from './draft.ts';
import { exportSessions } from './export.ts';
import { updateFind } from './find.ts';
import { escapeInput, interrupt, newline, takeBack, unfoldPaste } from './input.ts';
import { updateList } from './list.ts';
import { clearFilter, openFilter } from './list-filter.ts';
import { rename, toggle, trash, undo } from './manage.ts';
import { newSession, peek, resume } from './open.ts';
import { openOverlay } from './overlay.ts';
import { pick } from './pick.ts';
import { goOffline, pickModel, pickProvider, setModel, setProvider, useFound } from './providers.ts';
import { sendQueued } from './queue.ts';
import { quit, saveNow } from './quit.ts';
import { jumpTurn, scroll } from './scroll.ts';
import { submit } from './send.ts';
import { updateSettings } from './settings.ts';
import { sideways } from './sideways.ts';

export function updateCommand(state: State, msg: Msg, given: Given): Step {
  switch (msg.type) {
    case 'focus':
      return focus(state, msg.to);
    case 'palette':
      return palette(state);
    case 'interrupt':
      return interrupt(state, given);
    case 'quit':
      return quit(state, given, msg);
    case 'redraw':
      return step(state, { type: 'redraw' });
    case 'suspend':
      return step(state, { type: 'suspend' });
    case 'listMove':
    case 'sort':
    case 'density':
    case 'mark':
    case 'nextWaiting':
      return updateList(state, msg);
    case 'filterOpen':
      return openFilter(state);
    case 'filterClear':
      return clearFilter(state);
    case 'resume':
      return resume(state, msg.id);
    case 'peek':
      return peek(state, msg.id);
    case 'newSession':
      return newSession(state, given, msg.name, msg.first);
    case 'findSession':
      return findSession(state, msg.query);
    case 'rename':
      return rename(state, msg.id, msg.name);
    case 'pin':
      return toggle(state, 'pinned');
    case 'archive':
      return toggle(state, 'archived');
    case 'trash':
      return trash(state);
    case 'undo':
      return undo(state);
    case 'copyId': {
      const session = meantSession(state);
      return session ? step(state, { type: 'copy', text: session.id, what: `the id ${session.id}` }) : stay(state);
    }
    case 'export':
      return exportSessions(state, msg);
    case 'scroll':
      return scroll(state, msg.by);
    case 'jumpTurn':
      return jumpTurn(state, msg.by, msg.own);
    case 'sideways':
      return sideways(state, msg.by);
    case 'submit':
      return submit(state, given);
    case 'newline':
      return newline(state);
    case 'stopReply':
      return escapeInput(state, given);
    case 'takeBack':
      return takeBack(state);
    case 'unfoldPaste':
      return unfoldPaste(state);
    case 'sendQueued':
      return sendQueued(state, given, msg.id ?? inputKey(state), msg.anyway);
    case 'editExternally':
      return step(state, { type: 'editExternally', id: inputKey(state), text: editorText(inputEditor(state)) });
    case 'pickModel':
      return pickModel(state);
    case 'setModel':
      return setModel(state, msg.model);
    case 'pickProvider':
      return pickProvider(state);
    case 'setProvider':
      return setProvider(state, msg.provider);
    case 'useFound':
      return useFound(state, msg.index);
    case 'goOffline':
      return goOffline(state);
    case 'watchLocked':
      return watchLocked(state);
    case 'saveNow': {
      const tries = saveNow(state);
      return tries.length > 0 ? step(state, ...tries) : say(state, 'Everything is saved.');
    }
    case 'copyMessage':
    case 'copyMenu':
    case 'copyPiece':
      return updateCopy(state, msg);
    case 'findOpen':
    case 'findTyped':
    case 'findStep':
    case 'findClear':
      return updateFind(state, msg);
    case 'askEditPrompt':
    case 'regenerate':
    case 'askRegenerateWith':
    case 'variant':
    case 'fork':
    case 'compact':
    case 'setSystem':
      return updateBranch(state, msg, given);
    case 'setTheme':
    case 'pickTheme':
    case 'toggleMouse':
    case 'toggleTools':
    case 'toggleThinking':
    case 'toggleWrap':
    case 'showStats':
    case 'keyTyped':
    case 'baseUrlTyped':
      return updateSettings(state, msg);
    default:
      return openOverlay(state, msg);
  }
}

const order: readonly Focus[] = ['list', 'transcript', 'input'];

function focus(state: State, to: Focus | 'next' | 'previous'): Step {
  const by = to === 'next' ? 1 : -1;
  const target =
    to === 'next' || to === 'previous'
      ? (order[(order.indexOf(state.focus) + by + order.length) % order.length] ?? 'list')
      : to;
  // Going to the input ends a search, whose marks have done their work.
  const one = target === 'input' ? shownConversation(state) : undefined;
  const found = one?.find ? withConversation(state, one.id, (now) => ({ ...now, find: null })) : state;
  return stay({ ...found, focus: target });
}

/** Every command that can be called by name, and every session. */
function palette(state: State): Step {
  const keymap = keymapOf(state);
  const items = paletteCommands.map((command) => {
    const key = keymap.keysOf.get(command.id)?.[0];
    const reason = command.disabled?.(state) ?? null;
    return {
      id: command.id,
      label: command.title,
      group: 'Commands',
      ...(key === undefined ? {} : { detail: displayKey(key) }),
      ...(command.slash ? { keywords: `/${command.slash.name}` } : {}),
      ...(reason === null ? {} : { disabled: reason }),
    };
  });
  const sessions = state.list.sessions.map((session) => ({
    id: `session:${session.id}`,
    label: titleOf(session),
    detail: formatAge(session.endTime, state.now),
    keywords: session.name,
    group: 'Sessions',
  }));
  return pick(state, { kind: 'palette' }, { title: 'Commands and sessions', items: [...items, ...sessions] });
}

/** `/resume ID|NAME`: an exact id or name, else a unique beginning of one. */
function findSession(state: State, query: string): Step {
  const result = resolveSession(state.list.sessions, query);
  if (result.ok) return resume(state, result.value.id);
  const { message, candidates = [] } = result.problem;
  // What to type in a shell is not a next step here.
  return say(
    state,
    candidates.length > 0 ? sentence(result.problem) : `${message} Type /resume alone to choose from a list.`,
    'error',
  );
}

function watchLocked(state: State): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  const holder = state.list.holders.get(one.id) ?? 'another process';
  const next = withConversation(state, one.id, (now) => ({ ...now, access: { kind: 'watching', holder } }));
  return andThen(stay({ ...next, focus: 'transcript' }), (now) => say(now, `Watching: ${holder} is writing to it.`));
}
