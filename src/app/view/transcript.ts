/** The transcript pane and its header line: a conversation's rows, or a message if there are none. */
import { modelLabel } from '../../core/session.ts';
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { rowWidth } from '../../core/text/row.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { counted } from '../../core/words.ts';
import { shownConversation } from '../conversation.ts';
import type { Conversation, FindState } from '../conversation-state.ts';
import { atHost } from '../destinations.ts';
import type { Pane, Rect } from '../frame.ts';
import { sessionById } from '../list-state.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { signedLines } from '../transcript/lines.ts';
import { gutter } from '../transcript/rows.ts';
import { findWords } from '../update/find.ts';
import { measured } from '../update/scroll.ts';
import { cardShown, firstRunRows } from './first-run.ts';
import { factsWithin } from './format.ts';
import { between, span } from './rows.ts';
import { visibleRows } from './transcript-rows.ts';
import { welcomeRows } from './welcome.ts';

export function headerPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  const focused = state.focus === 'transcript';
  const mark = span(focused ? '▌' : ' ', styles.accent);
  if (!one) return pane('header', rect, [[mark, span('reprise', styles.title)]], state);
  const session = sessionById(state.list, one.id);
  // What is only read has a file, or had one.
  const missing = one.access.kind === 'reading' ? 'a deleted session' : 'new session';
  const title = session ? titleOf(session) : missing;
  const turns = session?.turnCount ?? 0;
  // A server that chooses the model itself has said with its replies which one.
  const said = one.model === '' && session?.provider === one.provider ? session.model : one.model;
  const model = sanitizeLine(modelLabel({ provider: one.provider, model: said }));
  const facts = model === '' ? [] : [model];
  if (turns > 0) facts.push(counted(turns, 'turn'));
  if (session?.forkedFrom) facts.push(`fork of ${sanitizeLine(session.forkedFrom.name)}`);
  const host = atHost(state.destinations, one.provider);
  if (host !== '') facts.push(host);
  const access = accessWords(one);
  const right = [...findSpans(state, one), ...(access === '' ? [] : [span(` ${access} `, styles.warning)])];
  const room = rect.width - 1 - textWidth(title) - rowWidth(right);
  const left = [mark, span(title, styles.title), span(factsWithin(facts, room), styles.dim)];
  return pane('header', rect, [between(left, right, rect.width, styles.text)], state);
}

function accessWords(one: Conversation): string {
  switch (one.access.kind) {
    case 'watching':
      return `watching ${sanitizeLine(one.access.holder)}`;
    case 'opening':
      return one.access.slow ? 'opening …' : '';
    case 'writing':
    case 'reading':
      return '';
  }
}

/** The query, and the current hit's number. */
function findSpans(state: State, one: Conversation): Row {
  const { styles } = state.look.theme;
  if (!one.find || one.find.query === '') return [];
  const query = cutToWidth(sanitizeLine(one.find.query), 24);
  return [span(` “${query}” `, styles.dim), ...findCount(state, one.find)];
}

/** `3 of 17 `. */
export function findCount(state: State, find: FindState): Row {
  const { styles } = state.look.theme;
  const words = findWords(find);
  return words === '' ? [] : [span(`${words} `, words === 'not found' ? styles.warning : styles.accent)];
}

export function transcriptPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  if (cardShown(state)) return pane('transcript', rect, firstRunRows(state, rect), state);
  if (!one) return pane('transcript', rect, welcomeRows(state, rect), state);
  if (one.loading.kind === 'failed') {
    const { problem } = one.loading;
    const margin = span(' '.repeat(gutter), styles.text);
    const width = Math.max(2, rect.width - 2 * gutter);
    const said = [
      ...signedLines('✗', problem.message, styles.error, width),
      ...signedLines(' ', problem.next, styles.dim, width),
    ];
    const rows = [[], ...said.map(({ spans }) => [margin, ...spans])];
    return pane('transcript', rect, rows.slice(0, rect.height), state);
  }
  if (one.loading.kind === 'loading' && one.transcript.messages.length === 0)
    return pane('transcript', rect, meanwhileRows(state, rect), state);
  const view = measured(state, one);
  return pane('transcript', rect, visibleRows(state, one, view, rect), state);
}

/** The rows of the session that was shown before, while the next one is read. */
function meanwhileRows(state: State, rect: Rect): readonly Row[] {
  const { shown } = state;
  const before = shown.kind === 'session' ? state.conversations.get(shown.meanwhile ?? '') : undefined;
  return before ? visibleRows(state, before, measured(state, before), rect) : [];
}

function pane(name: 'header' | 'transcript', rect: Rect, rows: readonly Row[], state: State): Pane {
  return { name, rect, rows, background: state.look.theme.styles.text };
}
