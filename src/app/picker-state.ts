/** What a picker is: items, the query, the matches, and the position of the cursor. Immutable. */
import type { EditorState } from './editor/editor.ts';
import type { FuzzyIndex } from './fuzzy.ts';

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  /** Shown dimmed after the label: keys, age, host. Not searched. */
  readonly detail?: string;
  /** Further words by which the item is found. */
  readonly keywords?: string;
  /** Items with the same heading are together below it. */
  readonly group?: string;
  /** A sign before the label, for example of the model in use. */
  readonly mark?: string;
  /** Why it cannot be chosen right now: shown beside it, and in the footer if it is chosen anyway. */
  readonly disabled?: string;
}

export type PickerLine =
  | { readonly kind: 'heading'; readonly text: string }
  /** `at` is the index in `items`, `match` the index in `matches`. */
  | { readonly kind: 'item'; readonly at: number; readonly match: number };

export interface PickerState {
  readonly title: string;
  readonly items: readonly PickerItem[];
  readonly editor: EditorState;
  readonly index: FuzzyIndex;
  /** Matching items in the order shown, with what to highlight in their labels. */
  readonly matches: readonly { readonly at: number; readonly ranges: readonly number[] }[];
  readonly lines: readonly PickerLine[];
  /** Index in `matches`; 0 when there are none. */
  readonly cursor: number;
  /** First visible line, as of the last key. */
  readonly top: number;
  readonly takesText: boolean;
}
