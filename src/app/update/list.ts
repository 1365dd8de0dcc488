/** What happens in the list: sessions arrive, the cursor moves, the filter and the order change. */
import type { Problem } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import { noSessionAtCursor } from '../commands/reasons.ts';
import { withConversation } from '../conversation.ts';
import { densities, type ListState, placeOf, sessionAtCursor, sessionById, sortOrders } from '../list-state.ts';
import type { CommandMsg } from '../msg.ts';
import { arrange } from '../session-order.ts';
import type { State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { listHeight, listOffset } from '../view/regions.ts';
import { askLater } from './facts.ts';
import { readMoved, showSession } from './show.ts';

/** Replaces the sessions; the cursor stays on its session. */
function replaceSessions(state: State, sessions: readonly SessionSummary[]): State {
  const under = sessionAtCursor(state.list)?.id;
  const archivedCount = sessions.reduce((count, { archived }) => count + Number(archived), 0);
  return rearrange({ ...state, list: { ...state.list, sessions, archivedCount } }, under ?? null);
}

/** Sorts and filters again; the cursor goes to the session `keepOn`, or stays at its row. */
export function rearrange(state: State, keepOn: string | null = sessionAtCursor(state.list)?.id ?? null): State {
  const arranged = arrange(state);
  const list: ListState = {
    ...state.list,
    shown: arranged.shown,
    ranges: arranged.ranges,
    filter: state.list.filter ? { ...state.list.filter, problem: arranged.problem } : null,
  };
  const place = keepOn === null ? undefined : placeOf(list, keepOn);
  const row = place === undefined ? -1 : list.shown.indexOf(place);
  return placeCursor({ ...state, list }, row >= 0 ? row : Math.min(state.list.cursor, list.shown.length - 1));
}

/** Without the filter; the cursor stays on its session. */
export function unfiltered(state: State): State {
  return rearrange({ ...state, list: { ...state.list, filter: null } });
}

/** The cursor at a row, within the list; the offset follows so that the row is visible once the list is. */
export function placeCursor(state: State, row: number): State {
  const list = state.list;
  const cursor = Math.max(0, Math.min(row, list.shown.length - 1));
  const offset = listHeight(state) === 0 ? list.offset : listOffset(state, cursor);
  return cursor === list.cursor && offset === list.offset ? state : { ...state, list: { ...list, cursor, offset } };
}

/**
 * What the store lists: first from its cache or one page, `final` once the folder has been read. Answers to older
 * requests are dropped.
 */
export function sessionsListed(
  state: State,
  msg: { request: number; sessions: readonly SessionSummary[]; final: boolean; problem?: Problem },
): Step {
  if (msg.request !== state.list.request) return stay(state);
  // The first-run card is shown in place of the transcript until the user moves to a session.
  const hadNone = state.list.sessions.length === 0;
  const merged = withLiveSummaries(state, msg.sessions);
  // The last answer of a listing usually repeats the one before.
  let next = merged === state.list.sessions ? state : withListedModels(replaceSessions(state, merged));
  next = { ...next, list: { ...next.list, loading: !msg.final, problem: msg.problem ?? null } };
  const shown = andThen(readMoved(next, state.list), (now) => {
    const found = atWanted(now, msg.final);
    const moved = found.list.cursor !== now.list.cursor;
    const first = hadNone && now.shown.kind === 'nothing';
    return (first || moved) && now.chosenModel !== null ? previewAtCursor(found) : stay(found);
  });
  return msg.final ? andThen(shown, (now) => step(now, askLater)) : shown;
}

/** Sessions that are only read take their model from the list: the first listing, from the cache, may have had an old one. */
function withListedModels(state: State): State {
  let next = state;
  for (const { id, access, modelChosen } of state.conversations.values()) {
    const session = access.kind === 'reading' && !modelChosen ? sessionById(state.list, id) : undefined;
    if (!session) continue;
    const { provider, model } = session;
    next = withConversation(next, id, (one) =>
      one.provider === provider && one.model === model ? one : { ...one, provider, model },
    );
  }
  return next;
}

/** Puts the cursor on the session where it was when the program ended, if no key has been pressed since. */
function atWanted(state: State, final: boolean): State {
  const { shown, wanted } = state.list;
  if (wanted === undefined) return state;
  const row = state.focus === 'list' ? shown.indexOf(placeOf(state.list, wanted) ?? -1) : -1;
  if (row >= 0) return placeCursor(withoutWanted(state), row);
  return final ? withoutWanted(state) : state;
}

/** From now on, the cursor stays on its session, whatever else is listed. */
export function withoutWanted(state: State): State {
  if (state.list.wanted === undefined) return state;
  const { wanted: _wanted, ...list } = state.list;
  return { ...state, list };
}

/** This process knows the sessions it writes, or is opening, better than a listing that was read a moment ago. */
function withLiveSummaries(state: State, listed: readonly SessionSummary[]): readonly SessionSummary[] {
  const held = [...state.conversations.values()].filter(
    ({ access }) => access.kind === 'writing' || access.kind === 'opening',
  );
  if (held.length === 0) return listed;
  const live = new Map(
    held.flatMap((one) => {
      const summary = sessionById(state.list, one.id);
      return summary ? [[one.id, summary] as const] : [];
    }),
  );
  const known = new Set(listed.map((session) => session.id));
  const missing = [...live.values()].filter((summary) => !known.has(summary.id));
  return missing.reduce(
    insertByTime,
    listed.map((session) => live.get(session.id) ?? session),
  );
}

/** One session is new or has changed; it moves to its place by time. */
export function sessionChanged(state: State, summary: SessionSummary): State {
  const place = placeOf(state.list, summary.id);
  const old = place === undefined ? undefined : state.list.sessions[place];
  if (old && place !== undefined && sameOrder(old, summary)) {
    const sessions = state.list.sessions.with(place, summary);
    const archivedCount = state.list.archivedCount + Number(summary.archived) - Number(old.archived);
    const next = { ...state, list: { ...state.list, sessions, archivedCount } };
    return needsRearranging(next, old, summary) ? rearrange(next) : next;
  }
  const rest = old ? state.list.sessions.filter((session) => session.id !== summary.id) : state.list.sessions;
  return replaceSessions(state, insertByTime(rest, summary));
}

/** Into sessions that are sorted newest first. */
function insertByTime(sessions: readonly SessionSummary[], summary: SessionSummary): readonly SessionSummary[] {
  const at = sessions.findIndex((session) => session.endTime <= summary.endTime);
  return at < 0 ? [...sessions, summary] : sessions.toSpliced(at, 0, summary);
}

/** The same for many, sorted once. */
export function sessionsChanged(state: State, summaries: readonly SessionSummary[]): State {
  const [first, ...others] = summaries;
  if (!first) return state;
  if (others.length === 0) return sessionChanged(state, first);
  const changed = new Set(summaries.map(({ id }) => id));
  const rest = state.list.sessions.filter((session) => !changed.has(session.id));
  return replaceSessions(
    state,
    [...summaries, ...rest].sort((a, b) => b.endTime - a.endTime),
  );
}

function sameOrder(old: SessionSummary, now: SessionSummary): boolean {
  return old.endTime === now.endTime;
}

function needsRearranging(state: State, old: SessionSummary, now: SessionSummary): boolean {
  return (
    old.pinned !== now.pinned ||
    old.archived !== now.archived ||
    old.title !== now.title ||
    old.name !== now.name ||
    state.list.sort !== 'recent' ||
    state.list.filter !== null
  );
}

/** Pins or archives sessions, or undoes it; the cursor stays on its session, or at its row when that is gone. */
export function sessionsFlagged(
  state: State,
  changed: readonly SessionSummary[],
  which: 'pinned' | 'archived',
  on: boolean,
): State {
  const sessions = [...state.list.sessions];
  let archivedCount = state.list.archivedCount;
  for (const { id } of changed) {
    const place = placeOf(state.list, id);
    const old = place === undefined ? undefined : sessions[place];
    if (!old || place === undefined) continue;
    if (which === 'archived') archivedCount += Number(on) - Number(old.archived);
    sessions[place] = { ...old, [which]: on };
  }
  return rearrange({ ...state, list: { ...state.list, sessions, archivedCount } });
}

/** Unmarks these sessions, whose marks have done their work; others stay marked. */
export function unmarked(state: State, sessions: readonly { readonly id: string }[]): State {
  if (state.list.marked.size === 0) return state;
  const marked = new Set(state.list.marked);
  for (const { id } of sessions) marked.delete(id);
  return { ...state, list: { ...state.list, marked } };
}

/** Without sessions that were moved away or deleted; the cursor stays at its row. */
export function sessionsGone(state: State, sessions: readonly { readonly id: string }[]): State {
  if (sessions.length === 0) return state;
  const gone = new Set(sessions.map(({ id }) => id));
  const row = state.list.cursor;
  const next = replaceSessions(
    unmarked(state, sessions),
    state.list.sessions.filter((session) => !gone.has(session.id)),
  );
  return placeCursor(next, row);
}

/** Shows the session under the cursor, once it rests there. */
export function previewAtCursor(state: State): Step {
  const session = sessionAtCursor(state.list);
  return session ? showSession(state, session) : stay(state);
}

/** Commands of the list that only change the list itself. */
export function updateList(state: State, msg: CommandMsg): Step {
  switch (msg.type) {
    case 'listMove':
      return moveCursor(state, msg.by);
    case 'sort': {
      const by = msg.by === 'next' ? after(sortOrders, state.list.sort) : msg.by;
      return say(rearrange({ ...state, list: { ...state.list, sort: by } }), `Sorted by ${sortWords[by]}.`);
    }
    case 'density': {
      const density = after(densities, state.list.density);
      const next: State = { ...state, list: { ...state.list, density } };
      return say(placeCursor(next, next.list.cursor), `Density: ${density}.`);
    }
    case 'mark':
      return markAtCursor(state);
    case 'nextWaiting':
      return nextWaiting(state);
    default:
      return stay(state);
  }
}

const sortWords = { recent: 'time', name: 'name', tokens: 'tokens', cost: 'cost' } as const;

function after<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] ?? one;
}

function moveCursor(state: State, by: Extract<CommandMsg, { type: 'listMove' }>['by']): Step {
  const page = Math.max(1, listHeight(state) - 1);
  const { cursor, shown } = state.list;
  const row =
    by === 'first'
      ? 0
      : by === 'last'
        ? shown.length - 1
        : by === 'pageUp'
          ? cursor - page
          : by === 'pageDown'
            ? cursor + page
            : cursor + by;
  return andThen(stay(placeCursor(state, row)), previewAtCursor);
}

function markAtCursor(state: State): Step {
  const session = sessionAtCursor(state.list);
  if (!session) return say(state, noSessionAtCursor, 'error');
  const marked = new Set(state.list.marked);
  if (!marked.delete(session.id)) marked.add(session.id);
  return andThen(stay({ ...state, list: { ...state.list, marked } }), (now) => moveCursor(now, 1));
}

/** To the next session with a reply that has not been seen; a filter that hides all of them ends. */
function nextWaiting(state: State): Step {
  const there: State = { ...state, focus: 'list' };
  const found = withCursorOnWaiting(there) ?? (state.list.filter && withCursorOnWaiting(unfiltered(there)));
  return found ? andThen(stay(found), previewAtCursor) : say(state, 'No session is waiting for you.');
}

/** The cursor on the next one below it that waits (wrapping around); undefined when the list shows none. */
function withCursorOnWaiting(state: State): State | undefined {
  const { shown, sessions, cursor } = state.list;
  for (let i = 1; i <= shown.length; i += 1) {
    const row = (cursor + i) % shown.length;
    if (sessions[shown[row] ?? -1]?.waiting) return placeCursor(state, row);
  }
  return undefined;
}

/** Asks the store again. */
export function refresh(state: State): Step {
  const request = state.requests + 1;
  const list = { ...state.list, request, loading: true };
  return step({ ...state, requests: request, list }, { type: 'listSessions', request });
}
