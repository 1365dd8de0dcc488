/** One session of the list as a row: cursor, status, pin or mark, title, columns; and the second row of the full density. */
import type { SessionSummary } from '../../core/session.ts';
import { modelLabel } from '../../core/session.ts';
import type { Row, Span } from '../../core/span.ts';
import { stressStyle } from '../../core/style.ts';
import { rowWidth } from '../../core/text/row.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Style, ThemeToken } from '../../core/theme.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { type SessionStatus, statusOf } from '../status.ts';
import { factsWithin, formatAge, formatDateTime } from './format.ts';
import { columnsFor, columnText, contextWords, costWords } from './list-columns.ts';
import { between, fill, highlighted, span, stressed } from './rows.ts';

/** The sign of each status. Its colour only repeats it, and is never the only sign. */
const statusSigns: Readonly<Record<SessionStatus, { readonly sign: string; readonly token: ThemeToken }>> = {
  streaming: { sign: '●', token: 'streaming' },
  waiting: { sign: '◆', token: 'waiting' },
  failed: { sign: '✗', token: 'failed' },
  locked: { sign: '⊘', token: 'locked' },
  damaged: { sign: '!', token: 'damaged' },
  idle: { sign: ' ', token: 'text' },
};

export interface RowPlace {
  readonly width: number;
  readonly isCursor: boolean;
  /** Index of the session in the list's `sessions`. */
  readonly place: number;
}

/** What a session last looked like, and everything besides the session that this was made from. */
interface Made {
  readonly from: readonly unknown[];
  readonly rows: readonly Row[];
}

const made = new WeakMap<SessionSummary, Made>();

/** Its row and, in the full density, the second one. The same rows again while nothing about them has changed. */
export function rowsOfSession(state: State, session: SessionSummary, where: RowPlace): readonly Row[] {
  const { list } = state;
  const from = [
    state.look.theme,
    state.modelFacts,
    where.width,
    where.isCursor ? state.focus : '',
    list.density,
    // As words: the function belongs to a list, which every row would otherwise keep alive as long as its session.
    list.ranges?.(where.place).join(),
    list.marked.has(session.id),
    list.holders.get(session.id),
    statusOf(state, session),
    formatAge(session.endTime, state.now),
  ];
  const before = made.get(session);
  if (before?.from.every((one, i) => one === from[i])) return before.rows;
  const row = sessionRow(state, session, where);
  const rows = list.density === 'full' ? [row, detailRow(state, session, where)] : [row];
  made.set(session, { from, rows });
  return rows;
}

function sessionRow(state: State, session: SessionSummary, { width, isCursor, place }: RowPlace): Row {
  const { styles } = state.look.theme;
  const base = groundOf(state, isCursor);
  const { sign, token } = statusSigns[statusOf(state, session)];
  const paint = (own: Style): Style => (isCursor ? base : own);
  const title = titleOf(session);
  const own = paint(session.archived ? styles.dim : styles.text);
  // Matches refer to the raw title; if cleaning changed it they would point elsewhere.
  const ranges = title === session.title ? (state.list.ranges?.(place) ?? []) : [];
  const left: Span[] = [
    span(barOf(state, isCursor), isCursor ? base : styles.accent),
    span(sign, paint(styles[token])),
    ...pinOrMark(state, session, paint),
    ...highlighted(title, ranges, own, isCursor ? stressStyle(base, stressed) : styles.match),
  ];
  const right = [span(`${columnText(state, session, columnsFor(state, width))} `, paint(styles.dim))];
  // A fork has the name of its origin, so its sign stays even if the title is cut.
  const fork = session.forkedFrom ? [span(' ⑂', paint(styles.dim))] : [];
  const room = width - rowWidth(right) - rowWidth(fork);
  const titled = rowWidth(left) <= room ? left : fill(left, room, base);
  return between([...titled, ...fork], right, width, base);
}

/** A mark hides the pin, and that the session is archived; but never the status. */
function pinOrMark(state: State, session: SessionSummary, paint: (own: Style) => Style): Row {
  const { styles } = state.look.theme;
  if (state.list.marked.has(session.id)) return [span('✓ ', paint(styles.marked))];
  if (session.pinned) return [span('▴ ', paint(styles.pinned))];
  return [span(session.archived ? '▫ ' : '  ', paint(styles.dim))];
}

function groundOf(state: State, isCursor: boolean): Style {
  const { styles } = state.look.theme;
  if (!isCursor) return styles.text;
  return state.focus === 'list' ? styles.selected : styles.selectedBlurred;
}

function barOf(state: State, isCursor: boolean): string {
  if (!isCursor) return ' ';
  return state.focus === 'list' ? '▌' : '▏';
}

/** The second row of the full density: model, since when, what it cost, where it comes from. */
function detailRow(state: State, session: SessionSummary, { width, isCursor }: RowPlace): Row {
  const { styles } = state.look.theme;
  const base = groundOf(state, isCursor);
  const columns = columnsFor(state, width);
  const cost = columns.includes('cost') ? '' : costWords(state, session);
  const context = columns.includes('context') ? '' : contextWords(state, session);
  const holder = state.list.holders.get(session.id);
  const facts = [
    ...(holder === undefined ? [] : [`open in ${sanitize(holder)}`]),
    ...(session.damage === '' ? [] : [sanitize(session.damage)]),
    sanitize(modelLabel(session)),
    formatDateTime(session.startTime),
    ...(session.forkedFrom ? [`from ${sanitize(session.forkedFrom.name)}`] : []),
  ].filter((fact) => fact !== '');
  const quiet = isCursor ? base : styles.dim;
  // Figures are at the right: a long model name must not push them out.
  const figures = [cost, context].filter((figure) => figure !== '').join('  ');
  const right = figures === '' ? [] : [span(`  ${figures} `, quiet)];
  const [first = '', ...others] = facts;
  const margin = `${barOf(state, isCursor)}   `;
  const room = width - textWidth(margin) - textWidth(first) - rowWidth(right);
  return between([span(margin, base), span(first + factsWithin(others, room), quiet)], right, width, base);
}
