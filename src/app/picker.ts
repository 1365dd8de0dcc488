/** A list you filter by typing: shared by the palette and the pickers of models, themes, sessions and prompts. */
import { createEditor, type EditorState, editKey, editorText, insertPaste, oneLineWidth } from './editor/editor.ts';
import { createFuzzyIndex, fuzzySearch } from './fuzzy.ts';
import { topLine } from './picker-rows.ts';
import type { PickerItem, PickerLine, PickerState } from './picker-state.ts';

export { type PickerRow, pickerRows } from './picker-rows.ts';
export type { PickerItem, PickerState } from './picker-state.ts';

export interface PickerOptions {
  readonly title: string;
  readonly items: readonly PickerItem[];
  /** The id of the item that the cursor begins on. */
  readonly selected?: string | undefined;
  /** Enter on a query that nothing matches returns the typed text: for models that no list names. */
  readonly takesText?: boolean;
}

export type PickerOutcome =
  | { readonly kind: 'chosen'; readonly id: string }
  /** Enter on text that no item matches, where that is allowed. */
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'disabled'; readonly reason: string }
  /** The cursor has moved to another item: for live previews. */
  | { readonly kind: 'moved'; readonly id: string }
  | { readonly kind: 'cancelled' };

export interface PickerKeyResult {
  readonly state: PickerState;
  readonly outcome?: PickerOutcome;
}

/** Rows per page before the height is known. */
const usualHeight = 10;
export function createPicker(options: PickerOptions): PickerState {
  const empty: PickerState = {
    title: options.title,
    items: [],
    editor: createEditor(''),
    index: createFuzzyIndex([]),
    matches: [],
    lines: [],
    cursor: 0,
    top: 0,
    takesText: options.takesText ?? false,
  };
  return withItems(empty, options.items, options.selected);
}

/** The same picker with other items (they arrived, or changed): query and selected item stay. */
export function withItems(
  state: PickerState,
  items: readonly PickerItem[],
  selected = selectedItem(state)?.id,
): PickerState {
  const index = createFuzzyIndex(items.map((item) => (item.keywords ? `${item.label} ${item.keywords}` : item.label)));
  return matched({ ...state, items, index }, selected);
}

export function pickerQuery(state: PickerState): string {
  return editorText(state.editor);
}

export function selectedItem(state: PickerState): PickerItem | undefined {
  const match = state.matches[state.cursor];
  return match && state.items[match.at];
}

/** One key, named as in `InputEvent`. `height` is how many rows are shown: for pages and scrolling. */
export function pickerKey(state: PickerState, key: string, text?: string, height = usualHeight): PickerKeyResult {
  const count = state.matches.length;
  switch (key) {
    case 'escape':
    case 'C-c':
      return { state, outcome: { kind: 'cancelled' } };
    case 'enter':
      return choose(state);
    case 'up':
    case 'C-p':
      return move(state, state.cursor === 0 ? count - 1 : state.cursor - 1, height);
    case 'down':
    case 'C-n':
      return move(state, state.cursor === count - 1 ? 0 : state.cursor + 1, height);
    case 'pageup':
      return move(state, Math.max(0, state.cursor - Math.max(1, height - 1)), height);
    case 'pagedown':
      return move(state, Math.min(count - 1, state.cursor + Math.max(1, height - 1)), height);
    case 'C-home':
      return move(state, 0, height);
    case 'C-end':
      return move(state, count - 1, height);
    default: {
      const result = editKey(state.editor, key, text, oneLineWidth);
      if (!result.handled || result.edge) return { state };
      return withQuery(state, result.state);
    }
  }
}

/** Pasted text goes into the query, as one line. */
export function pickerPaste(state: PickerState, text: string): PickerKeyResult {
  return withQuery(state, insertPaste(state.editor, text.slice(0, 1000).replace(/\s+/g, ' ').trim()));
}

/** A click on a row of what `pickerRows` showed: the item under it is chosen. */
export function pickerClick(state: PickerState, row: number, height: number): PickerKeyResult {
  const line = state.lines[topLine(state, height) + row];
  if (line?.kind !== 'item') return { state };
  return choose({ ...state, cursor: line.match });
}

function choose(state: PickerState): PickerKeyResult {
  const item = selectedItem(state);
  if (item?.disabled !== undefined) {
    return { state, outcome: { kind: 'disabled', reason: item.disabled } };
  }
  if (item) return { state, outcome: { kind: 'chosen', id: item.id } };
  const text = pickerQuery(state).trim();
  return state.takesText && text !== '' ? { state, outcome: { kind: 'typed', text } } : { state };
}

function move(state: PickerState, cursor: number, height: number): PickerKeyResult {
  if (state.matches.length === 0 || cursor === state.cursor) return { state };
  const moved = { ...state, cursor };
  const scrolled = { ...moved, top: topLine(moved, height) };
  return told(scrolled);
}

function withQuery(state: PickerState, editor: EditorState): PickerKeyResult {
  const before = selectedItem(state)?.id;
  if (editorText(editor) === editorText(state.editor)) return { state: { ...state, editor } };
  const next = matched({ ...state, editor }, undefined);
  return selectedItem(next)?.id === before ? { state: next } : told(next);
}

function told(state: PickerState): PickerKeyResult {
  const item = selectedItem(state);
  return item ? { state, outcome: { kind: 'moved', id: item.id } } : { state };
}

/** Searches again. The cursor goes to the item `selected`, else to the best match. */
function matched(state: PickerState, selected: string | undefined): PickerState {
  const found = fuzzySearch(state.index, pickerQuery(state)).map(({ index, ranges }) => ({ at: index, ranges }));
  const { matches, lines } = grouped(state.items, found);
  const place = selected === undefined ? -1 : matches.findIndex((match) => state.items[match.at]?.id === selected);
  return { ...state, matches, lines, cursor: Math.max(0, place), top: 0 };
}

/** Items of a group are together, groups in the order of their best item. */
function grouped(
  items: readonly PickerItem[],
  found: PickerState['matches'],
): { readonly matches: PickerState['matches']; readonly lines: readonly PickerLine[] } {
  const groups = new Map<string, (typeof found)[number][]>();
  for (const match of found) {
    const name = items[match.at]?.group ?? '';
    const group = groups.get(name);
    if (group) group.push(match);
    else groups.set(name, [match]);
  }
  const matches: (typeof found)[number][] = [];
  const lines: PickerLine[] = [];
  for (const [name, group] of groups) {
    if (name !== '') lines.push({ kind: 'heading', text: name });
    for (const match of group) {
      lines.push({ kind: 'item', at: match.at, match: matches.length });
      matches.push(match);
    }
  }
  return { matches, lines };
}
