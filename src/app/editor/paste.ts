/** Pasted text: cleaned, and shown folded as one unit when it is long. */
import { sanitize } from '../../core/text/sanitize.ts';
import { change, insert } from './edit.ts';
import { boundaryFrom } from './graphemes.ts';
import { type EditorState, editorOf, freeStandIn, isStandIn, otherAction } from './state.ts';

/** A paste of more lines or more characters than this is shown folded. */
const foldOverLines = 20;
const foldOverCharacters = 2000;

/** An editor with `text` in it, cleaned, and the caret at its end. */
export function createEditor(text = ''): EditorState {
  return editorOf(cleanText(text));
}

/** Text as the editor holds it: harmless, lines ended by `\n`, tabs kept (they matter in code that is sent). */
export function cleanText(text: string): string {
  return sanitize(text, { keepTabs: true });
}

/** Inserts pasted text as one undo step; long text goes in folded. */
export function insertPaste(state: EditorState, text: string): EditorState {
  const clean = cleanText(text);
  if (clean === '') return state;
  if (!isLong(clean)) return insert(state, clean);
  const folded = withFold(state, clean);
  return folded ? insert(folded.state, folded.standIn) : insert(state, clean);
}

/** What the screen shows for a folded paste. */
export function foldLabel(text: string): string {
  const lines = countLines(text);
  return lines > 1 ? `[pasted ${grouped(lines)} lines]` : `[pasted ${grouped(text.length)} characters]`;
}

/**
 * Unfolds the paste at the caret (the one before it, else the one after it), or folds a long paste again when the caret
 * is in or at its untouched text; if there is neither, it unfolds the nearest one before the caret, else after it.
 * Returns the same state when there is none.
 */
export function toggleFold(state: EditorState): EditorState {
  const { text, cursor } = state;
  const at = [cursor - 1, cursor].find((place) => isStandIn(text.charAt(place)));
  if (at !== undefined) return unfold(state, at);
  for (const [standIn, pasted] of state.folds) {
    const start = text.indexOf(pasted, Math.max(0, cursor - pasted.length));
    if (start < 0 || start > cursor || text.includes(standIn)) continue;
    // Folding inside a cluster would split it.
    if (boundaryFrom(text, start) !== start) continue;
    return change(state, start, start + pasted.length, standIn, otherAction);
  }
  for (let place = cursor - 1; place >= 0; place -= 1) if (isStandIn(text.charAt(place))) return unfold(state, place);
  for (let place = cursor; place < text.length; place += 1)
    if (isStandIn(text.charAt(place))) return unfold(state, place);
  return state;
}

function unfold(state: EditorState, at: number): EditorState {
  return change(state, at, at + 1, state.folds.get(state.text.charAt(at)) ?? '', otherAction);
}

/** The state with one more folded paste, and the unit that stands for it; undefined when none is left. */
export function withFold(
  state: EditorState,
  text: string,
): { readonly state: EditorState; readonly standIn: string } | undefined {
  const standIn = freeStandIn(state.folds);
  if (standIn === undefined) return undefined;
  return { state: { ...state, folds: new Map(state.folds).set(standIn, text) }, standIn };
}

function isLong(text: string): boolean {
  return text.length > foldOverCharacters || countLines(text) > foldOverLines;
}

/** Lines of a text; a newline at its end does not begin another one. */
function countLines(text: string): number {
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
