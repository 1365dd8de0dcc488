/** What a picker shows in a given number of rows: headings and items, or why there are none. */
import { editorText } from './editor/editor.ts';
import { rangesWithin } from './fuzzy-fold.ts';
import type { PickerItem, PickerState } from './picker-state.ts';

export type PickerRow =
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'item';
      readonly item: PickerItem;
      readonly selected: boolean;
      /** What matched in the label: start, end, start, end, … */
      readonly ranges: readonly number[];
    }
  /** One sentence instead of items. */
  | { readonly kind: 'empty'; readonly text: string };

/** What a list of `height` rows shows; the selected item is always in view. */
export function pickerRows(state: PickerState, height: number): readonly PickerRow[] {
  if (state.matches.length === 0) return [{ kind: 'empty', text: emptySentence(state) }];
  const top = topLine(state, height);
  return state.lines.slice(top, top + Math.max(1, height)).flatMap((line): readonly PickerRow[] => {
    if (line.kind === 'heading') return [line];
    const item = state.items[line.at];
    if (!item) return [];
    // In the searched text, keywords follow the label: matches in them are not shown.
    const ranges = rangesWithin(state.matches[line.match]?.ranges ?? [], item.label.length);
    return [{ kind: 'item', item, selected: line.match === state.cursor, ranges }];
  });
}

function emptySentence(state: PickerState): string {
  if (state.items.length === 0) return 'There is nothing to choose from.';
  const query = editorText(state.editor);
  return state.takesText ? `Nothing matches “${query}”; Enter uses it as typed.` : `Nothing matches “${query}”.`;
}

/** The first visible line: where it was, moved as little as needed to show the cursor, with the heading above it. */
export function topLine(state: PickerState, height: number): number {
  const rows = Math.max(1, height);
  const line = lineOfCursor(state);
  const first = rows > 1 && state.lines[line - 1]?.kind === 'heading' ? line - 1 : line;
  const top = Math.min(state.top, first);
  return Math.max(0, line - rows + 1, Math.min(top, state.lines.length - rows));
}

function lineOfCursor(state: PickerState): number {
  // At least as many lines as items come before it; there are few headings between them.
  for (let at = state.cursor; at < state.lines.length; at++) {
    const line = state.lines[at];
    if (line?.kind === 'item' && line.match === state.cursor) return at;
  }
  return 0;
}
