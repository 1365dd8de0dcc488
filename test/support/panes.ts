/** What the screen of a pure program shows: all of it, the rows of its list, its overlay, its footer. */
import { sessionAtCursor } from '../../src/app/list-state.ts';
import type { State } from '../../src/app/state.ts';
import { view } from '../../src/app/view.ts';
import { cellsOf, screenText } from './golden.ts';

/** A world: `SampleWorld`, or anything else with a state. */
interface Shows {
  readonly state: State;
}

/** All rows of the screen, as one text. */
export function screenOf({ state }: Shows): string {
  return screenText(view(state)).join('\n');
}

/** The words of the overlay in one line, without its frame; empty when there is none. */
export function overlayOf({ state }: Shows): string {
  const rows = view(state).panes.find(({ name }) => name === 'overlay')?.rows ?? [];
  const text = rows.map((row) => row.map((span) => span.text).join('')).join(' ');
  return text.replace(/[│╭╮╰╯─\s]+/g, ' ');
}

/** The rows of the list pane, as text. */
export function listRows(world: Shows): readonly string[] {
  return listCells(world).map((row) => row.map((cell) => cell.text).join(''));
}

export function listCells({ state }: Shows): ReturnType<typeof cellsOf> {
  const frame = view(state);
  const rect = frame.panes.find((pane) => pane.name === 'list')?.rect;
  return cellsOf(frame)
    .slice(0, rect?.height ?? 0)
    .map((row) => row.slice(0, rect?.width ?? 0));
}

/** The row of the list that holds a title; empty when none does. */
export function listRow(world: Shows, title: string): string {
  return listRows(world).find((row) => row.includes(title)) ?? '';
}

/** The id of the session under the list's cursor. */
export function cursorId({ state }: Shows): string | undefined {
  return sessionAtCursor(state.list)?.id;
}

/** The screen's last row. */
export function footerOf({ state }: Shows): string {
  return screenText(view(state)).at(-1) ?? '';
}
