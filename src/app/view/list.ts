/** The list pane: a title, the filter line, one row (or two) per session. Only visible rows are made. */

import type { SessionSummary } from '../../core/session.ts';
import type { Row, Span } from '../../core/span.ts';
import { cutToWidth, fitToWidth } from '../../core/text/cut.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Style, ThemeToken } from '../../core/theme.ts';
import { contextUse, sessionCost } from '../costs.ts';
import type { Pane, Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { type SessionStatus, statusOf } from '../status.ts';
import { contextShare } from './context-meter.ts';
import { formatAge, formatCount, formatDateTime, formatDollars } from './format.ts';
import { listHeight, rowHeight } from './regions.ts';
import { between, fill, span } from './rows.ts';

/** The sign of each status; the colour says it again, never alone. */
const signs: Readonly<Record<SessionStatus, { readonly sign: string; readonly token: ThemeToken }>> = {
  streaming: { sign: '●', token: 'streaming' },
  waiting: { sign: '◆', token: 'waiting' },
  failed: { sign: '✗', token: 'failed' },
  locked: { sign: '⊘', token: 'locked' },
  damaged: { sign: '!', token: 'damaged' },
  idle: { sign: ' ', token: 'text' },
};

export function listPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const background = styles.text;
  const rows: Row[] = [fill(titleRow(state), rect.width, background)];
  if (state.list.filter) rows.push(fill(filterRow(state), rect.width, background));
  rows.push(...sessionRows(state, rect));
  return { name: 'list', rect, rows, background };
}

function titleRow(state: State): Row {
  const { styles } = state.look.theme;
  const { list } = state;
  const focused = state.focus === 'list';
  const counted =
    list.filter && list.filter.text !== ''
      ? `${list.shown.length} of ${list.sessions.length}`
      : String(list.sessions.length - hiddenCount(state));
  const facts = [counted];
  if (list.sort !== 'recent') facts.push(`by ${list.sort}`);
  if (list.marked.size > 0) facts.push(`${list.marked.size} marked`);
  if (hiddenCount(state) > 0) facts.push(`${hiddenCount(state)} archived`);
  if (list.loading && list.sessions.length === 0) facts.push('reading …');
  return [
    span(focused ? '▌' : ' ', styles.accent),
    span('Sessions', styles.title),
    span(` · ${facts.join(' · ')}`, styles.dim),
  ];
}

function hiddenCount(state: State): number {
  return state.list.filter ? 0 : state.list.archivedCount;
}

function filterRow(state: State): Row {
  const { styles } = state.look.theme;
  const filter = state.list.filter;
  if (!filter) return [];
  const text = filter.text === '' && filter.typing ? 'type to filter; also is: model: after:' : filter.text;
  return [
    span(' / ', styles.accent),
    span(text, filter.text === '' ? styles.placeholder : styles.input),
    ...(filter.problem === '' ? [] : [span(`  ${filter.problem}`, styles.warning)]),
  ];
}

function sessionRows(state: State, rect: Rect): Row[] {
  const { list } = state;
  const { styles } = state.look.theme;
  const height = listHeight(state);
  if (list.shown.length === 0) return emptyRows(state, rect.width);
  const rows: Row[] = [];
  for (let i = 0; i < height; i += 1) {
    const at = list.offset + i;
    const session = list.sessions[list.shown[at] ?? -1];
    if (!session) break;
    const isCursor = at === list.cursor;
    const base = isCursor ? (state.focus === 'list' ? styles.selected : styles.selectedBlurred) : styles.text;
    rows.push(sessionRow(state, session, rect.width, isCursor, base));
    if (rowHeight(state) === 2) rows.push(detailRow(state, session, rect.width, isCursor, base));
  }
  return rows;
}

function emptyRows(state: State, width: number): Row[] {
  const { styles } = state.look.theme;
  const { list } = state;
  const sentence = list.problem
    ? `${list.problem.message} ${list.problem.next}`
    : list.loading
      ? ''
      : list.filter && list.filter.text !== ''
        ? 'Nothing fits. Esc clears the filter.'
        : list.archivedCount > 0
          ? 'All sessions are archived: /is:archived shows them.'
          : 'No sessions yet. n begins one.';
  return sanitize(sentence) === ''
    ? []
    : [
        fill(
          [span(` ${cutToWidth(sentence, width - 2)}`, list.problem ? styles.error : styles.dim)],
          width,
          styles.text,
        ),
      ];
}

/** Cells of the columns at the right: age, turns, tokens; cost and context where there is room. */
function columns(state: State, session: SessionSummary, width: number): string {
  const compact = state.list.density === 'compact' || width < 28;
  const age = fitToWidth(formatAge(session.endTime, state.now), 3, 'right');
  if (compact) return ` ${age}`;
  const turns = fitToWidth(session.turnCount > 0 ? String(session.turnCount) : '', 4, 'right');
  const tokens = fitToWidth(tokensOf(session), 5, 'right');
  if (width < costFrom) return ` ${age}${turns}${tokens}`;
  const { cost, context } = worth(state, session);
  return ` ${age}${turns}${tokens}${fitToWidth(cost, 8, 'right')}${fitToWidth(context, 5, 'right')}`;
}

/** The list's width from which cost and context have columns of their own. */
const costFrom = 46;

/** What the session cost and how full its window is; empty where that is not known. */
function worth(state: State, session: SessionSummary): { readonly cost: string; readonly context: string } {
  const cost = sessionCost(state, session);
  const use = contextUse(state, session);
  return {
    cost: cost === undefined || cost === 0 ? '' : formatDollars(cost),
    context: use ? contextShare(use) : '',
  };
}

function tokensOf(session: SessionSummary): string {
  const total = session.inputTokens + session.outputTokens;
  return total > 0 ? formatCount(total) : '';
}

function sessionRow(state: State, session: SessionSummary, width: number, isCursor: boolean, base: Style): Row {
  const { styles } = state.look.theme;
  const status = statusOf(state, session);
  const { sign, token } = signs[status];
  const marked = state.list.marked.has(session.id);
  const paint = (own: Style) => (isCursor ? base : own);
  const bar = isCursor ? (state.focus === 'list' ? '▌' : '▏') : ' ';
  const left: Span[] = [
    span(bar, isCursor ? base : styles.accent),
    span(marked ? '✓' : sign, marked ? paint(styles.marked) : paint(styles[token])),
    span(session.pinned ? '▴' : ' ', paint(styles.pinned)),
    span(titleOf(session), paint(session.archived ? styles.dim : styles.text)),
    ...(session.forkedFrom ? [span(' ⑂', paint(styles.dim))] : []),
  ];
  const right = [span(`${columns(state, session, width)} `, paint(styles.dim))];
  return between(left, right, width, base);
}

export function titleOf(session: SessionSummary): string {
  const title = sanitize(session.title === '' ? session.name : session.title).replaceAll('\n', ' ');
  return textWidth(title) === 0 ? session.id : title;
}

/** The second row of the full density: who answers, since when, what it cost, where it comes from. */
function detailRow(state: State, session: SessionSummary, width: number, isCursor: boolean, base: Style): Row {
  const { styles } = state.look.theme;
  const { cost, context } = worth(state, session);
  const facts = [
    sanitize([session.provider, session.model].filter((part) => part !== '').join('/')),
    formatDateTime(session.startTime),
    ...(session.forkedFrom ? [`from ${sanitize(session.forkedFrom.name)}`] : []),
    ...(session.damage === '' ? [] : [session.damage]),
  ].filter((fact) => fact !== '');
  const quiet = isCursor ? base : styles.dim;
  // Where there is room they stand in columns above.
  const figures = width < costFrom ? [cost, context].filter((figure) => figure !== '') : [];
  const right = figures.length > 0 ? [span(`  ${figures.join('  ')} `, quiet)] : [];
  return between([span(isCursor ? '▌   ' : '    ', base), span(facts.join(' · '), quiet)], right, width, base);
}
