/** The layout of the current state, and the few measures that updates need from it. */
import { sanitize } from '../../core/text/sanitize.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { createEditor, layoutEditor } from '../editor/editor.ts';
import type { Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { needsFirstRun } from './first-run.ts';
import { type Layout, layOut } from './layout.ts';

/** Cells at the left of the input box before the text. */
export const inputMargin = 2;

export function inputWidth(state: State): number {
  return Math.max(4, state.size.columns - inputMargin - 1);
}

/** The most rows of text that the input box shows. */
export function inputRows(state: State): number {
  return Math.max(1, Math.floor(state.size.rows / 3));
}

/** The panes of the state; needed several times for one state, so the last result is kept. */
export function regions(state: State): Layout {
  if (last && last.state === state) return last.layout;
  const key = state.shown.kind === 'session' ? state.shown.id : '';
  const editor = state.inputs.get(key) ?? createEditor();
  const rows = layoutEditor(editor, inputWidth(state), inputRows(state)).rows.length;
  const conversation = state.conversations.get(key);
  const waiting = conversation?.queue.length ?? 0;
  // If only one pane is shown, an empty list must not hide the card.
  const focus = state.list.sessions.length === 0 && needsFirstRun(state) ? 'transcript' : state.focus;
  const layout = layOut(state.size, focus, rows, waiting);
  last = { state, layout };
  return layout;
}

let last: { readonly state: State; readonly layout: Layout } | undefined;

/** Rows that the list can show sessions in. */
export function listHeight(state: State): number {
  const { height } = regions(state).list;
  return Math.max(0, Math.floor((height - listHead(state)) / rowHeight(state)));
}

/**
 * The first session in view: the remembered one, moved as little as needed to keep the cursor visible and no row empty.
 * The height changes with the input box, the queue and the filter, however the cursor was moved.
 */
export function listOffset(state: State, cursor = state.list.cursor): number {
  const { offset, shown } = state.list;
  const height = Math.max(1, listHeight(state));
  return Math.max(0, Math.min(Math.max(offset, cursor - height + 1), cursor, Math.max(0, shown.length - height)));
}

/** Rows above the first session: the title, the filter line and what is wrong with it. */
export function listHead(state: State): number {
  return state.list.filter ? 2 + filterProblemRows(state).length : 1;
}

/** What is wrong with the filter, or what it hides, as rows of the list. */
export function filterProblemRows(state: State): readonly string[] {
  const problem = state.list.filter?.problem ?? '';
  const { width, height } = regions(state).list;
  if (problem === '' || width === 0) return [];
  const lines = wrapText(sanitize(problem), width - 5);
  // A long sentence must not push the sessions out.
  const most = Math.max(1, Math.floor(height / 2) - 1);
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1] ?? ''} …`];
}

/** Rows that one session takes. */
export function rowHeight(state: State): number {
  return state.list.density === 'full' ? 2 : 1;
}

export function transcriptRect(state: State): Rect {
  return regions(state).transcript;
}
