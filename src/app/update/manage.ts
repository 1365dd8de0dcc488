/** Changes to whole sessions: rename, pin, archive, trash, and undoing each. */
import type { Problem, Result } from '../../core/problem.ts';
import { sentence } from '../../core/problem.ts';
import type { SessionEvent, SessionSummary } from '../../core/session.ts';
import { checkName } from '../../core/session-name.ts';
import { counted } from '../../core/words.ts';
import { noSessionAtCursor, notListed } from '../commands/reasons.ts';
import { withConversation } from '../conversation.ts';
import { changeOf } from '../effect.ts';
import { withKey } from '../keymap.ts';
import { sessionById, sessionNamed } from '../list-state.ts';
import { chosenSessions, meantSession } from '../meant-sessions.ts';
import type { State, UndoEntry } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import {
  previewAtCursor,
  rearrange,
  sessionChanged,
  sessionsChanged,
  sessionsFlagged,
  sessionsGone,
  unmarked,
} from './list.ts';

/** How many changes can be undone. */
const undoDepth = 50;

function remember(state: State, entry: UndoEntry): State {
  return { ...state, undo: [...state.undo, entry].slice(-undoDepth) };
}

/** A name that is taken or cannot be one is refused; undo restores the old one, or none if the user had given none. */
export function rename(state: State, id: string | undefined, name: string): Step {
  const session = id === undefined ? meantSession(state) : sessionById(state.list, id);
  if (!session) return say(state, 'There is no session to rename.', 'error');
  if (name.trim() === '' || name.trim() === session.name) return stay(state);
  const checked = checkName(name);
  if (!checked.ok) return say(state, sentence(checked.problem), 'error');
  const wanted = checked.value;
  if (sessionNamed(state.list, wanted))
    return say(state, `Another session is already named “${wanted}”; choose another name.`, 'error');
  const next = remember(state, {
    kind: 'rename',
    id: session.id,
    name: session.name,
    named: session.named,
    title: session.title,
  });
  const shown = sessionChanged(next, { ...session, name: wanted, named: true, title: wanted });
  return andThen(step(shown, changeOf(session, { event: 'renamed', name: wanted })), (now) =>
    say(now, `Renamed to “${wanted}”${takesBack(now)}.`),
  );
}

/** Pins or archives all chosen sessions: on, unless all of them are already. */
export function toggle(state: State, which: 'pinned' | 'archived'): Step {
  const sessions = chosenSessions(state);
  if (sessions.length === 0) return say(state, noSessionAtCursor, 'error');
  const on = !sessions.every((session) => session[which]);
  const changed = sessions.filter((session) => session[which] !== on);
  const ids = changed.map((session) => session.id);
  const words = which === 'pinned' ? (on ? 'Pinned' : 'Unpinned') : on ? 'Archived' : 'Unarchived';
  const label = `${words.toLowerCase()} ${countOf(changed)}`;
  const next = remember(state, { kind: which === 'pinned' ? 'pin' : 'archive', ids, on: !on, label });
  return andThen(setFlag(unmarked(next, sessions), changed, which, on), (now) =>
    say(now, `${words} ${countOf(changed)}${takesBack(now)}.`),
  );
}

/** The key that takes it back, and where: elsewhere the same letter does something else, or is typed. */
function takesBack(state: State): string {
  const place = state.focus === 'list' ? '' : ' in the list';
  return withKey(state, 'list.undo', (key) => `; ${key}${place} undoes it`);
}

/** All at once: the list is sorted only once, however many are marked. */
function setFlag(state: State, sessions: readonly SessionSummary[], which: 'pinned' | 'archived', on: boolean): Step {
  const next = sessionsFlagged(state, sessions, which, on);
  const asked = step(next, ...sessions.map((session) => changeOf(session, { event: which, on })));
  // Only somebody moving through the list sees what comes under the cursor; what is being read or written stays.
  return next.focus === 'list' ? andThen(asked, previewAtCursor) : asked;
}

/**
 * Asks the disk to move the chosen sessions to the trash; the answer is `trashed`. If one of them is busy, none is
 * moved.
 */
export function trash(state: State): Step {
  const sessions = chosenSessions(state);
  if (sessions.length === 0) return say(state, noSessionAtCursor, 'error');
  const busy = sessions.find((session) => {
    const one = state.conversations.get(session.id);
    return one?.reply || one?.storing || one?.access.kind === 'opening';
  });
  if (busy) {
    return state.conversations.get(busy.id)?.reply
      ? say(state, `A reply streams in “${busy.title}”; stop it first.`, 'error')
      : say(state, `“${busy.title}” is being opened or saved; press again in a moment.`, 'error');
  }
  let closed = state;
  for (const { id } of sessions) {
    // Its file is closed before it is moved: whatever is written meanwhile has to open it again, or return.
    closed = withConversation(closed, id, (one) =>
      one.access.kind === 'writing' ? { ...one, access: { kind: 'reading' } } : one,
    );
  }
  // If the marks stayed until the disk has moved everything, a second press would mean the same sessions again.
  const asked = step(unmarked(closed, sessions), {
    type: 'trashSessions',
    sessions: sessions.map((session) => ({ id: session.id, filePath: session.filePath })),
  });
  return takingLong(asked, sessions.length, 'Deleting');
}

/** From this many sessions on, the disk takes long enough to show progress. */
const many = 20;

function takingLong(asked: Step, count: number, doing: string): Step {
  return count < many ? asked : andThen(asked, (now) => say(now, `${doing} ${counted(count, 'session')} …`));
}

/** Moved sessions leave the list and can be restored in one go; the others are reported with the reason. */
export function trashed(
  state: State,
  msg: { ids: readonly string[]; trashPaths: readonly string[]; problems: readonly Problem[] },
): Step {
  const label = counted(msg.ids.length, 'session');
  const conversations = new Map(state.conversations);
  for (const id of msg.ids) conversations.delete(id);
  const shown: State['shown'] =
    state.shown.kind === 'session' && msg.ids.includes(state.shown.id) ? { kind: 'nothing' } : state.shown;
  // Text meant for it must not end up in its neighbour, which is now shown instead.
  const focus = shown === state.shown ? state.focus : 'list';
  const gone = sessionsGone(
    { ...state, conversations, shown, focus },
    msg.ids.map((id) => ({ id })),
  );
  const next = msg.trashPaths.length > 0 ? remember(gone, { kind: 'trash', trashPaths: msg.trashPaths }) : gone;
  return andThen(
    andThen(stay(next), (now) => (shown.kind === 'nothing' ? previewAtCursor(now) : stay(now))),
    (now) => {
      const moved = `Deleted ${label}${withKey(now, 'list.undo', (key) => `, ${key} to undo`)}.`;
      return sayMoved(now, msg.ids.length === 0 ? '' : moved, msg.problems, 'deleted');
    },
  );
}

/**
 * Sessions that returned another way, or were deleted for good, can no longer be restored by undo; without `paths`, the
 * whole trash.
 */
export function forgetTrashed(state: State, paths?: readonly string[]): State {
  const undo = state.undo.flatMap<UndoEntry>((entry) => {
    if (entry.kind !== 'trash') return [entry];
    const trashPaths = paths ? entry.trashPaths.filter((path) => !paths.includes(path)) : [];
    return trashPaths.length === 0 ? [] : [{ ...entry, trashPaths }];
  });
  return { ...state, undo };
}

/** The list goes to the first restored session, if it is in view. */
function goTo(state: State, first: SessionSummary | undefined): Step {
  return first ? andThen(stay(rearrange({ ...state, focus: 'list' }, first.id)), previewAtCursor) : stay(state);
}

/** Sessions are back from the trash. */
export function restored(
  state: State,
  msg: { sessions: readonly SessionSummary[]; problems: readonly Problem[] },
): Step {
  const { sessions } = msg;
  const next = sessionsChanged(state, sessions);
  const [first] = sessions;
  const shown = goTo(next, first);
  const what = sessions.length === 1 ? `“${first?.title ?? ''}” is` : `${sessions.length} sessions are`;
  // The name was free as long as it was away.
  const twin =
    sessions.length === 1 && state.list.sessions.some(({ id, name }) => name === first?.name && id !== first.id);
  const rename = twin
    ? withKey(state, 'session.rename', (key) => ` Another has its name; ${key} gives it a new one.`)
    : '';
  return andThen(shown, (now) => sayMoved(now, first ? `${what} back.${rename}` : '', msg.problems, 'brought back'));
}

/** What moved and why the rest did not: neither half hides the other. `moved` is empty when nothing did. */
function sayMoved(state: State, moved: string, problems: readonly Problem[], undone: string): Step {
  const [first] = problems;
  if (!first) return say(state, moved);
  const stayed =
    moved === '' && problems.length === 1 ? '' : `${counted(problems.length, 'session')} could not be ${undone}: `;
  return say(state, `${moved}${moved === '' ? '' : ' '}${stayed}${sentence(first)}`, 'error');
}

/** Undoes the last change of the list. */
export function undo(state: State): Step {
  const entry = state.undo.at(-1);
  if (!entry) return say(state, 'There is nothing to undo.');
  const rest: State = { ...state, undo: state.undo.slice(0, -1) };
  switch (entry.kind) {
    case 'trash':
      return takingLong(
        step(rest, { type: 'restoreSessions', trashPaths: entry.trashPaths }),
        entry.trashPaths.length,
        'Bringing back',
      );
    case 'rename': {
      const session = sessionById(rest.list, entry.id);
      if (!session) return say(rest, notListed, 'error');
      const { name, named, title } = entry;
      const holder = named ? sessionNamed(rest.list, name) : undefined;
      if (holder && holder.id !== entry.id) return say(rest, `Another session is named “${name}” now.`, 'error');
      const back = sessionChanged(rest, { ...session, name, named, title });
      const changes: readonly SessionEvent[] = named
        ? [{ event: 'renamed', name }]
        : [
            { event: 'renamed', name, named: false },
            { event: 'titled', title },
          ];
      return andThen(step(back, ...changes.map((what) => changeOf(session, what))), (now) =>
        say(now, named ? `Named “${name}” again.` : `“${title}” is unnamed again.`),
      );
    }
    case 'pin':
    case 'archive': {
      const sessions = entry.ids.flatMap((id) => sessionById(rest.list, id) ?? []);
      const which = entry.kind === 'pin' ? 'pinned' : 'archived';
      const done = andThen(setFlag(rest, sessions, which, entry.on), (now) =>
        now.focus === 'list' ? goTo(now, sessions[0]) : stay(now),
      );
      return andThen(done, (now) => say(now, `Undone: ${entry.label}.`));
    }
  }
}

/** The store's answer to a change: its summary replaces ours; a failed change is reported and undone on the screen. */
export function changeDone(
  state: State,
  msg: { id: string; change: SessionEvent; result: Result<SessionSummary> },
): Step {
  if (msg.result.ok) {
    const known = sessionById(state.list, msg.id);
    return stay(known ? sessionChanged(state, { ...msg.result.value, waiting: known.waiting }) : state);
  }
  const { problem } = msg.result;
  const request = state.requests + 1;
  const asked: State = { ...withoutUndo(state, msg), requests: request, list: { ...state.list, request } };
  const session = sessionById(state.list, msg.id);
  // The store knows files, but the user knows titles.
  const wrong =
    problem.holder !== undefined && session
      ? `“${session.title}” is open in ${problem.holder}. Change it there, or fork it here.`
      : sentence(problem);
  return andThen(step(asked, { type: 'listSessions', request }), (now) => say(now, wrong, 'error'));
}

const undoKinds: Readonly<Partial<Record<SessionEvent['event'], UndoEntry['kind']>>> = {
  renamed: 'rename',
  pinned: 'pin',
  archived: 'archive',
};

/** What was not done cannot be undone. */
function withoutUndo(state: State, { id, change }: { id: string; change: SessionEvent }): State {
  const kind = undoKinds[change.event];
  const last = state.undo.at(-1);
  if (last === undefined || last.kind !== kind || last.kind === 'trash') return state;
  const rest = state.undo.slice(0, -1);
  if (last.kind === 'rename') return last.id === id ? { ...state, undo: rest } : state;
  const ids = last.ids.filter((one) => one !== id);
  return { ...state, undo: ids.length === 0 ? rest : [...rest, { ...last, ids }] };
}

function countOf(sessions: readonly SessionSummary[]): string {
  return sessions.length === 1 ? `“${sessions[0]?.title ?? ''}”` : `${sessions.length} sessions`;
}
