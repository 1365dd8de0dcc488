/** Overlays: opening and closing them. */
import { sentence } from '../../core/problem.ts';
import { nameOfFork } from '../../core/session-name.ts';
import { counted } from '../../core/words.ts';
import { branch, shownConversation } from '../conversation.ts';
import { hostOf } from '../destinations.ts';
import { allSelected, createEditor } from '../editor/editor.ts';
import { sessionAtCursor, sessionById } from '../list-state.ts';
import { chosenSessions, meantSession } from '../meant-sessions.ts';
import type { Msg } from '../msg.ts';
import type { PromptPurpose } from '../overlay-state.ts';
import type { PickerItem } from '../picker.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { formatAge } from '../view/format.ts';
import { messageAtCursor } from './branch.ts';
import { pick } from './pick.ts';

/** Gives the keys back to the panes. */
export function closeOverlay(state: State): State {
  return { ...state, overlay: { kind: 'none' } };
}

/** Opens a one-line question; `text` is the initial answer, to be edited. */
export function ask(state: State, purpose: PromptPurpose, text = ''): Step {
  return stay({ ...state, overlay: { kind: 'prompt', purpose, editor: createEditor(text), error: '' } });
}

/** The same with a suggested answer: what is typed or pasted replaces it. */
function askOffering(state: State, purpose: PromptPurpose, text: string): Step {
  const editor = allSelected(createEditor(text));
  return stay({ ...state, overlay: { kind: 'prompt', purpose, editor, error: '' } });
}

/** Commands that open an overlay. */
export function openOverlay(state: State, msg: Msg): Step {
  switch (msg.type) {
    case 'help':
      return stay({ ...state, overlay: { kind: 'help', scroll: 0 } });
    case 'readNotice':
      return readNotice(state);
    case 'askNew':
      return ask(state, { kind: 'new' });
    case 'askRename': {
      const session = meantSession(state);
      // A name that nobody chose is no beginning of one.
      return session
        ? ask(state, { kind: 'rename', id: session.id }, session.named ? session.name : '')
        : say(state, 'There is no session to rename.', 'error');
    }
    case 'askKey':
      return ask(state, { kind: 'key', provider: msg.provider, of: hostOf(state.destinations, msg.provider) });
    case 'askBaseUrl':
      return askOffering(state, { kind: 'baseUrl' }, 'http://localhost:11434/v1');
    case 'askFork': {
      const session =
        msg.fromHere && state.shown.kind === 'session' ? sessionById(state.list, state.shown.id) : meantSession(state);
      if (!session) return say(state, 'There is no session to fork.', 'error');
      const one = shownConversation(state);
      const upTo = msg.fromHere && one ? (messageAtCursor(state, one)?.id ?? null) : null;
      return askOffering(state, { kind: 'fork', id: session.id, upTo }, nameOfFork(session.name, state.list.sessions));
    }
    case 'pickSession':
      return pickSession(state);
    case 'historySearch':
      return pick(
        state,
        { kind: 'history' },
        { title: 'Earlier prompts', items: promptItems(state.history.prompts.toReversed()) },
      );
    case 'earlierPrompts': {
      const one = shownConversation(state);
      if (!one) return stay(state);
      const prompts = branch(one).filter((message) => message.role === 'user');
      const items = prompts.toReversed().map((message) => ({
        id: message.id,
        label: oneLine(message.content),
        detail: formatAge(message.timestamp, state.now),
      }));
      return pick(state, { kind: 'earlierPrompts' }, { title: 'Edit and resend an earlier prompt', items });
    }
    case 'askExport': {
      const sessions = chosenSessions(state);
      const [session] = sessions;
      if (!session) return say(state, 'There is no session to export.', 'error');
      const ids = sessions.map(({ id }) => id);
      const what = ids.length === 1 ? `“${titleOf(session)}”` : `${ids.length} sessions`;
      const items = [
        { id: 'markdown', label: 'Markdown', detail: 'for reading and pasting' },
        { id: 'html', label: 'HTML', detail: 'one file without scripts; keys and tokens are redacted' },
        { id: 'json', label: 'JSON', detail: 'complete; reprise import reads it back' },
      ];
      return pick(state, { kind: 'export', ids }, { title: `Export ${what}`, items });
    }
    case 'openTrash':
      return andThen(pick(state, { kind: 'trash' }, { title: 'Trash', items: [] }), (now) =>
        step(now, { type: 'listTrash' }),
      );
    case 'showQueue': {
      const one = shownConversation(state);
      const items = (one?.queue ?? []).map((message) => ({ id: message.id, label: oneLine(message.text) }));
      return one && items.length > 0
        ? pick(state, { kind: 'queue', id: one.id }, { title: 'Queued messages · Enter takes one back', items })
        : say(state, 'The queue is empty.');
    }
    default:
      return stay(state);
  }
}

/** Shows what is not saved, and the last footer message. */
function readNotice(state: State): Step {
  const unsaved = [...state.conversations.values()].find((one) => one.unsaved)?.unsaved;
  if (!unsaved && state.notice === undefined) return say(state, 'There is no footer message yet.');
  const saving = unsaved ? [`${waiting(unsaved.pending)} ${sentence(unsaved.problem)}`] : [];
  const text = [...saving, ...(state.notice === undefined ? [] : [state.notice])].join('\n\n');
  return stay({ ...state, overlay: { kind: 'notice', title: unsaved ? 'NOT SAVED' : 'Last footer message', text } });
}

function waiting(pending: number): string {
  return `${counted(pending, 'message is', 'messages are')} not stored yet.`;
}

function pickSession(state: State): Step {
  const current = state.shown.kind === 'session' ? state.shown.id : sessionAtCursor(state.list)?.id;
  const items = state.list.sessions.map((session) => ({
    id: `session:${session.id}`,
    label: titleOf(session),
    detail: formatAge(session.endTime, state.now),
    keywords: session.name,
  }));
  const selected = current ? `session:${current}` : undefined;
  return pick(state, { kind: 'palette' }, { title: 'Sessions', items, selected });
}

function promptItems(prompts: readonly string[]): readonly PickerItem[] {
  const seen = new Set<string>();
  return prompts.flatMap((text) => {
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ id: text, label: oneLine(text) }];
  });
}

function oneLine(text: string): string {
  return text.slice(0, 500).replace(/\s+/g, ' ').trim();
}
