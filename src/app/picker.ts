/** A list to choose from by typing: what the palette and the pickers of models, themes, sessions and prompts share. */
import { createEditor, type EditorState, editKey, editorText, insertPaste, replaceText } from './editor/editor.ts';
import { createFuzzyIndex, type FuzzyIndex, fuzzySearch } from './fuzzy.ts';

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  /** Shown quietly behind the label: keys, age, host. Not searched. */
  readonly detail?: string;
  /** More words by which the item is found. */
  readonly keywords?: string;
  /** Items with the same heading stand together under it. */
  readonly group?: string;
  /** A sign before the label, for example of the model in use. */
  readonly mark?: string;
  /** Why it cannot be chosen just now. It is shown, and said when it is chosen all the same. */
  readonly disabled?: string;
}

export interface PickerOptions {
  readonly title: string;
  readonly items: readonly PickerItem[];
  /** The id the cursor begins at. */
  readonly selected?: string;
  /** The query it begins with. */
  readonly query?: string;
  /** The sentence shown when there are no items at all. */
  readonly empty?: string;
  /** Enter on a query that nothing matches gives the typed text: for models that no list names. */
  readonly takesText?: boolean;
}

type Line =
  | { readonly kind: 'heading'; readonly text: string }
  /** `at` is the place in `items`, `match` the place in `matches`. */
  | { readonly kind: 'item'; readonly at: number; readonly match: number };

export interface PickerState {
  readonly title: string;
  readonly items: readonly PickerItem[];
  readonly editor: EditorState;
  readonly index: FuzzyIndex;
  /** Matching items in the order shown, with what to highlight in their labels. */
  readonly matches: readonly { readonly at: number; readonly ranges: readonly number[] }[];
  readonly lines: readonly Line[];
  /** Place in `matches`; 0 when there are none. */
  readonly cursor: number;
  /** First visible line, as of the last key. */
  readonly top: number;
  readonly empty: string;
  readonly takesText: boolean;
}

export type PickerOutcome =
  | { readonly kind: 'chosen'; readonly id: string }
  /** Enter on text that no item matches, where that is allowed. */
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'disabled'; readonly id: string; readonly reason: string }
  /** The cursor is on another item now: for live previews. */
  | { readonly kind: 'moved'; readonly id: string }
  | { readonly kind: 'cancelled' };

export interface PickerKeyResult {
  readonly state: PickerState;
  readonly outcome?: PickerOutcome;
  /** False for keys that mean nothing here. */
  readonly handled: boolean;
}

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

/** Keys by page before the height is known. */
const usualHeight = 10;
/** The query is one line: nothing wraps. */
const noWrap = 1_000_000;

export function createPicker(options: PickerOptions): PickerState {
  const empty: PickerState = {
    title: options.title,
    items: [],
    editor: createEditor(options.query ?? ''),
    index: createFuzzyIndex([]),
    matches: [],
    lines: [],
    cursor: 0,
    top: 0,
    empty: options.empty ?? 'There is nothing to choose from.',
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
      return { state, handled: true, outcome: { kind: 'cancelled' } };
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
      const result = editKey(state.editor, key, text, noWrap);
      if (!result.handled || result.edge) return { state, handled: false };
      return withQuery(state, result.state);
    }
  }
}

/** Pasted text goes into the query, as one line. */
export function pickerPaste(state: PickerState, text: string): PickerKeyResult {
  return withQuery(state, insertPaste(state.editor, text.slice(0, 1000).replace(/\s+/g, ' ').trim()));
}

/** Looks for other text, as if it had been typed. */
export function setPickerQuery(state: PickerState, query: string): PickerState {
  return withQuery(state, replaceText(state.editor, query)).state;
}

/** A click on a row of what `pickerRows` showed: the item under it is chosen. */
export function pickerClick(state: PickerState, row: number, height: number): PickerKeyResult {
  const line = state.lines[topFor(state, height) + row];
  if (line?.kind !== 'item') return { state, handled: false };
  return choose({ ...state, cursor: line.match });
}

/** What a list of `height` rows shows; the selected item is always among it. */
export function pickerRows(state: PickerState, height: number): readonly PickerRow[] {
  if (state.matches.length === 0) return [{ kind: 'empty', text: emptySentence(state) }];
  const top = topFor(state, height);
  return state.lines.slice(top, top + Math.max(1, height)).flatMap((line): readonly PickerRow[] => {
    if (line.kind === 'heading') return [line];
    const item = state.items[line.at];
    if (!item) return [];
    const ranges = labelRanges(item, state.matches[line.match]?.ranges ?? []);
    return [{ kind: 'item', item, selected: line.match === state.cursor, ranges }];
  });
}

function emptySentence(state: PickerState): string {
  if (state.items.length === 0) return state.empty;
  const query = pickerQuery(state);
  return state.takesText ? `Nothing matches “${query}”; Enter takes it as typed.` : `Nothing matches “${query}”.`;
}

function choose(state: PickerState): PickerKeyResult {
  const item = selectedItem(state);
  if (item?.disabled !== undefined) {
    return { state, handled: true, outcome: { kind: 'disabled', id: item.id, reason: item.disabled } };
  }
  if (item) return { state, handled: true, outcome: { kind: 'chosen', id: item.id } };
  const text = pickerQuery(state).trim();
  return state.takesText && text !== ''
    ? { state, handled: true, outcome: { kind: 'typed', text } }
    : { state, handled: true };
}

function move(state: PickerState, cursor: number, height: number): PickerKeyResult {
  if (state.matches.length === 0 || cursor === state.cursor) return { state, handled: true };
  const moved = { ...state, cursor };
  const scrolled = { ...moved, top: topFor(moved, height) };
  return told(scrolled);
}

function withQuery(state: PickerState, editor: EditorState): PickerKeyResult {
  const before = selectedItem(state)?.id;
  if (editorText(editor) === editorText(state.editor)) return { state: { ...state, editor }, handled: true };
  const next = matched({ ...state, editor }, undefined);
  return selectedItem(next)?.id === before ? { state: next, handled: true } : told(next);
}

function told(state: PickerState): PickerKeyResult {
  const item = selectedItem(state);
  return item ? { state, handled: true, outcome: { kind: 'moved', id: item.id } } : { state, handled: true };
}

/** Searches anew. The cursor goes to the item `selected`, else to the best match. */
function matched(state: PickerState, selected: string | undefined): PickerState {
  const found = fuzzySearch(state.index, pickerQuery(state)).map(({ index, ranges }) => ({ at: index, ranges }));
  const { matches, lines } = grouped(state.items, found);
  const place = selected === undefined ? -1 : matches.findIndex((match) => state.items[match.at]?.id === selected);
  return { ...state, matches, lines, cursor: Math.max(0, place), top: 0 };
}

/** Items of a group stand together, groups in the order of their best item. */
function grouped(
  items: readonly PickerItem[],
  found: PickerState['matches'],
): { readonly matches: PickerState['matches']; readonly lines: readonly Line[] } {
  const groups = new Map<string, (typeof found)[number][]>();
  for (const match of found) {
    const name = items[match.at]?.group ?? '';
    const group = groups.get(name);
    if (group) group.push(match);
    else groups.set(name, [match]);
  }
  const matches: (typeof found)[number][] = [];
  const lines: Line[] = [];
  for (const [name, group] of groups) {
    if (name !== '') lines.push({ kind: 'heading', text: name });
    for (const match of group) {
      lines.push({ kind: 'item', at: match.at, match: matches.length });
      matches.push(match);
    }
  }
  return { matches, lines };
}

/** The first visible line: where it was, moved as little as needed to show the cursor, with the heading above it. */
function topFor(state: PickerState, height: number): number {
  const rows = Math.max(1, height);
  const line = lineOfCursor(state);
  const first = rows > 1 && state.lines[line - 1]?.kind === 'heading' ? line - 1 : line;
  const top = Math.min(state.top, first);
  return Math.max(0, line - rows + 1, Math.min(top, state.lines.length - rows));
}

function lineOfCursor(state: PickerState): number {
  // At least as many lines as items come before it; the headings between are few.
  for (let at = state.cursor; at < state.lines.length; at++) {
    const line = state.lines[at];
    if (line?.kind === 'item' && line.match === state.cursor) return at;
  }
  return 0;
}

/** Keywords stand behind the label in what is searched: matches in them are not shown. */
function labelRanges(item: PickerItem, ranges: readonly number[]): readonly number[] {
  const shown: number[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const start = ranges[i] ?? 0;
    const end = Math.min(ranges[i + 1] ?? 0, item.label.length);
    if (start < end) shown.push(start, end);
  }
  return shown;
}
