/** The kill ring: what Ctrl+K, U and W delete, and Ctrl+Y and Alt+Y bring back. */
import { change, insert } from './edit.ts';
import type { EditorState } from './state.ts';

const ringSize = 20;

/** Deletes `start`…`end` and keeps it; consecutive kills are kept as one text, in its original order. */
export function kill(state: EditorState, start: number, end: number): EditorState {
  if (start === end) return { ...state, anchor: null, goal: null };
  const killed = state.text.slice(start, end);
  const forward = start === state.cursor;
  const previous = state.last.kind === 'kill' ? state.kills[0] : undefined;
  const kills =
    previous === undefined
      ? [killed, ...state.kills].slice(0, ringSize)
      : [forward ? previous + killed : killed + previous, ...state.kills.slice(1)];
  return { ...change(state, start, end, '', { kind: 'kill' }), kills };
}

/** Inserts the newest kill. */
export function yank(state: EditorState): EditorState {
  const killed = state.kills[0];
  if (killed === undefined) return state;
  const start = state.anchor === null ? state.cursor : Math.min(state.anchor, state.cursor);
  return insert(state, killed, { kind: 'yank', start, ring: 0 });
}

/** Right after a yank: replaces it by the next older kill. */
export function yankOlder(state: EditorState): EditorState {
  if (state.last.kind !== 'yank' || state.kills.length === 0) return state;
  const { start } = state.last;
  const ring = (state.last.ring + 1) % state.kills.length;
  return change(state, start, state.cursor, state.kills[ring] ?? '', { kind: 'yank', start, ring });
}
