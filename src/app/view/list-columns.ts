/** The columns at the right of the list: which ones fit a width, and what they contain. */
import type { SessionSummary } from '../../core/session.ts';
import { fitToWidth } from '../../core/text/cut.ts';
import { contextUse, sessionCost } from '../costs.ts';
import type { State } from '../state.ts';
import { contextShare } from './context-meter.ts';
import { formatAge, formatCount, formatDollars } from './format.ts';

type Column = 'age' | 'turns' | 'tokens' | 'cost' | 'context';

/** In the order shown; cells including the blank before them. */
const cells: Readonly<Record<Column, number>> = { age: 4, turns: 6, tokens: 6, cost: 8, context: 6 };
const shownOrder: readonly Column[] = ['age', 'turns', 'tokens', 'cost', 'context'];
/** Which come first when there is not room for all. */
const wanted: readonly Column[] = ['age', 'turns', 'tokens', 'context', 'cost'];
const heads: Readonly<Record<Column, string>> = {
  age: 'age',
  turns: 'turns',
  tokens: 'tok',
  cost: 'cost',
  context: 'ctx',
};

/** Cells around the title: bar, status, pin and a blank before it, a blank at the row's end. */
const aroundTitle = 5;
/** A title keeps at least this many cells; only the age may take from them. */
const leastTitle = 22;

/** The columns for a list of `width` cells. Cost and context only once something is known about any model. */
export function columnsFor(state: State, width: number): readonly Column[] {
  let room = width - aroundTitle;
  const taken = new Set<Column>();
  for (const column of wanted) {
    if (column !== 'age' && state.list.density === 'compact') break;
    if ((column === 'cost' || column === 'context') && state.modelFacts.size === 0) continue;
    if (column !== 'age' && room - cells[column] < leastTitle) break;
    taken.add(column);
    room -= cells[column];
  }
  return shownOrder.filter((column) => taken.has(column));
}

/** The columns of one session, with a space before each. */
export function columnText(state: State, session: SessionSummary, columns: readonly Column[]): string {
  return columns
    .map((column) => fitToWidth(figure(state, session, column), cells[column] - 1, 'right'))
    .map((text) => ` ${text}`)
    .join('');
}

/** The columns' names, to stand above them. */
export function columnHeads(columns: readonly Column[]): string {
  return columns.map((column) => ` ${fitToWidth(heads[column], cells[column] - 1, 'right')}`).join('');
}

function figure(state: State, session: SessionSummary, column: Column): string {
  switch (column) {
    case 'age':
      return formatAge(session.endTime, state.now);
    case 'turns':
      return session.turnCount > 0 ? String(session.turnCount) : '';
    case 'tokens': {
      const total = session.inputTokens + session.outputTokens;
      return total > 0 ? formatCount(total) : '';
    }
    case 'cost':
      return costWords(state, session);
    case 'context':
      return contextWords(state, session);
  }
}

/** What the session cost; empty if no price is known. */
export function costWords(state: State, session: SessionSummary): string {
  const cost = sessionCost(state, session);
  return cost === undefined || cost === 0 ? '' : formatDollars(cost);
}

/** How full its model's window is; empty if unknown. */
export function contextWords(state: State, session: SessionSummary): string {
  const use = contextUse(state, session);
  return use ? contextShare(use) : '';
}
