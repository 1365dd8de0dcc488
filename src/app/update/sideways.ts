/** Scrolling a code block sideways when its long lines are not wrapped, as far as there is something to see. */
import { shownConversation, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import { withKey } from '../keymap.ts';
import type { State } from '../state.ts';
import { type Step, say, stay } from '../step.ts';
import { codeBlockAt, columnsBefore, withColumns } from '../transcript/code-blocks.ts';
import { itemKey } from '../transcript/items.ts';
import { type ItemRow, laidOut } from '../transcript/rows.ts';
import { lastVisible, topOf } from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import { measured } from './scroll.ts';

/** Scrolls the wide code block under the cursor, else the highest one in view. */
export function sideways(state: State, by: number): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  if (state.look.codeWrap) {
    return say(state, `Code lines wrap${withKey(state, 'transcript.wrap', (key) => `; ${key} turns wrapping off`)}.`);
  }
  const wide = wideBlocks(state, one);
  const block = wide.find((candidate) => candidate.hasCursor) ?? wide[0];
  if (!block) return by > 0 ? say(state, 'No code here is wider than the pane.') : stay(state);
  if (by > 0 && !block.more) return stay(state);
  const { key, number, columns } = block;
  return stay(
    withConversation(state, one.id, (now) => ({
      ...now,
      viewport: { ...now.viewport, sideways: withColumns(now.viewport.sideways, key, number, columns + by) },
    })),
  );
}

interface WideBlock {
  readonly key: string;
  readonly number: number;
  /** How far it is already scrolled. */
  readonly columns: number;
  readonly hasCursor: boolean;
  /** Some rows in view continue beyond the right edge. */
  readonly more: boolean;
}

/** The code blocks in view that continue beyond an edge, from top to bottom. */
function wideBlocks(state: State, one: Conversation): readonly WideBlock[] {
  const view = measured(state, one);
  const { width } = transcriptRect(state);
  const { cursor, line = -1 } = one.viewport;
  const top = topOf(view, one.viewport);
  const last = lastVisible(view, top);
  const found: WideBlock[] = [];
  let left = view.height;
  for (let index = top.top; index <= last; index += 1) {
    const item = view.items[index];
    if (!item) break;
    const laid = laidOut(item, state, one, width);
    const from = index === top.top ? top.row : 0;
    const end = Math.min(laid.rows.length, from + left);
    for (let row = from; row < end; ) {
      const code = codeBlockAt(laid, row);
      const behind = Math.min(end, code ? code.block.lastRow + 1 : row + 1);
      const columns = columnsBefore(laid, row);
      const more = code !== undefined && laid.rows.slice(row, behind).some((shown) => isCut(shown, state));
      if (code && (more || columns > 0)) {
        const hasCursor = cursor === index && codeBlockAt(laid, line)?.number === code.number;
        found.push({ key: itemKey(item), number: code.number, columns, hasCursor, more });
      }
      row = behind;
    }
    left -= end - from;
  }
  return found;
}

/** Whether the frame shows the mark for text beyond the right edge. */
function isCut({ spans }: ItemRow, state: State): boolean {
  const { codeBorder } = state.look.theme.styles;
  return spans.some((span) => span.style === codeBorder && span.text === '›│');
}
