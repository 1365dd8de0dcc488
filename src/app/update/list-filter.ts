/** The filter line of the list: opening, typing, keeping and clearing it. */
import type { State } from '../state.ts';
import { andThen, type Step, stay } from '../step.ts';
import { placeCursor, previewAtCursor, rearrange, unfiltered } from './list.ts';

/** The filter line, with what was typed in it before. */
export function openFilter(state: State): Step {
  const { filter } = state.list;
  const opened = { text: filter?.text ?? '', typing: true, problem: filter?.problem ?? '' };
  const next: State = { ...state, focus: 'list', list: { ...state.list, filter: opened } };
  return stay(placeCursor(next, next.list.cursor));
}

/** Clears the filter first, then the marks. */
export function clearFilter(state: State): Step {
  const { filter, marked } = state.list;
  if (filter) return andThen(stay(unfiltered(state)), previewAtCursor);
  if (marked.size > 0) return stay({ ...state, list: { ...state.list, marked: new Set() } });
  return stay(state);
}

/** The filter line takes a key while it is being typed. */
export function filterTyped(state: State, text: string): Step {
  const filter = { text, typing: true, problem: '' };
  // The best match is what the user is looking for.
  const next = rearrange({ ...state, list: { ...state.list, filter, cursor: 0, offset: 0 } }, null);
  return andThen(stay(next), previewAtCursor);
}

/** Typing is over: a filter stays, an empty line closes. */
export function closeFilterLine(state: State): Step {
  const { filter } = state.list;
  if (!filter) return stay(state);
  return stay({ ...state, list: { ...state.list, filter: filter.text === '' ? null : { ...filter, typing: false } } });
}
