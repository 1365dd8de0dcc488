/** The list pane: a title, the filter line, one row (or two) per session. Only visible rows are made. */
import { sentence } from '../../core/problem.ts';
import type { Row } from '../../core/span.ts';
import { sliceCells } from '../../core/text/cut.ts';
import { rowWidth } from '../../core/text/row.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { needsProvider } from '../commands/reasons.ts';
import type { Frame, Pane, Rect } from '../frame.ts';
import { keyName } from '../keymap.ts';
import type { State } from '../state.ts';
import { factsWithin } from './format.ts';
import { columnHeads, columnsFor } from './list-columns.ts';
import { filterProblemRows, listHeight, listOffset } from './regions.ts';
import { between, fill, span } from './rows.ts';
import { rowsOfSession } from './session-row.ts';

export function listPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const background = styles.text;
  const rows: Row[] = [titleRow(state, rect.width)];
  if (state.list.filter) {
    rows.push(fill(filterRow(state, rect.width), rect.width, background));
    for (const line of filterProblemRows(state)) rows.push([span(` ! ${line}`, styles.warning)]);
  }
  rows.push(...sessionRows(state, rect));
  return { name: 'list', rect, rows, background };
}

/** Cells of ` / ` before what is typed. */
const filterMargin = 3;

/** Where the caret is while the filter is typed. */
export function filterCaret(state: State, rect: Rect): Frame['caret'] {
  const { filter } = state.list;
  if (!filter?.typing || state.focus !== 'list' || rect.width === 0 || rect.height < 2) return null;
  const shown = Math.min(textWidth(sanitize(filter.text)), rect.width - filterMargin - 1);
  return { x: rect.x + filterMargin + shown, y: rect.y + 1 };
}

function titleRow(state: State, width: number): Row {
  const { styles } = state.look.theme;
  const { list } = state;
  const filtered = list.filter !== null && list.filter.text !== '';
  const hidden = list.filter ? 0 : list.archivedCount;
  const counted = filtered ? `${list.shown.length} of ${list.sessions.length}` : String(list.sessions.length - hidden);
  const facts = [counted];
  if (list.marked.size > 0) facts.push(`${list.marked.size} marked`);
  // What is not in sight is said before the order of what is.
  if (hidden > 0) facts.push(`${hidden} archived`);
  if (list.sort !== 'recent') facts.push(`by ${list.sort}`);
  if (list.loading && list.sessions.length === 0) facts.push('reading …');
  const title = 'Sessions';
  const left = [
    span(state.focus === 'list' ? '▌' : ' ', styles.accent),
    span(title, styles.title),
    span(factsWithin(facts, width - 1 - title.length), styles.dim),
  ];
  const heads = [span(`${columnHeads(columnsFor(state, width))} `, styles.dim)];
  const room = list.shown.length > 0 && rowWidth(left) + rowWidth(heads) <= width;
  return room ? between(left, heads, width, styles.text) : fill(left, width, styles.text);
}

function filterRow(state: State, width: number): Row {
  const { styles } = state.look.theme;
  const { filter } = state.list;
  if (!filter) return [];
  if (filter.text === '')
    return [span(' / ', styles.accent), span('words, is:pinned, model:, after: …', styles.placeholder)];
  // The end is where the user is typing.
  const room = width - filterMargin - 1;
  const text = sanitize(filter.text);
  const shown = sliceCells(text, Math.max(0, textWidth(text) - room), room);
  return [span(' / ', styles.accent), span(shown, styles.input)];
}

function sessionRows(state: State, rect: Rect): Row[] {
  const { list } = state;
  const height = listHeight(state);
  if (list.shown.length === 0) return emptyRows(state, rect.width);
  const rows: Row[] = [];
  const offset = listOffset(state);
  for (let i = 0; i < height; i += 1) {
    const at = offset + i;
    const place = list.shown[at] ?? -1;
    const session = list.sessions[place];
    if (!session) break;
    const where = { width: rect.width, isCursor: at === list.cursor, place };
    rows.push(...rowsOfSession(state, session, where));
  }
  return rows;
}

function emptyRows(state: State, width: number): Row[] {
  const { styles } = state.look.theme;
  const sentence = sanitize(emptySentence(state));
  if (sentence === '') return [];
  const style = state.list.problem ? styles.error : styles.dim;
  return [[], ...wrapText(sentence, width - 4).map((line): Row => [span(`  ${line}`, style)])];
}

function emptySentence(state: State): string {
  const { list } = state;
  if (list.problem) return sentence(list.problem);
  if (list.loading) return '';
  if (list.filter && list.filter.text !== '')
    return 'No name or title matches. Esc clears the filter. To search what was said, choose offline with /provider and ask it.';
  if (list.archivedCount > 0)
    return `All sessions are archived; ${keyName(state, 'list.filter') ?? 'the filter'} and is:archived show them.`;
  const key =
    needsProvider(state) === null
      ? keyName(state, state.focus === 'input' ? 'session.newAnywhere' : 'session.new')
      : undefined;
  const start = key === undefined ? '' : ` Press ${key} to start one.`;
  return `No sessions yet.${start} In a shell, \`reprise import\` brings those of other programs.`;
}
