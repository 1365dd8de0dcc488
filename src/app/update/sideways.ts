/** Long lines of code that are kept whole: moved to the left and back, as far as there is something to see. */
import { shownConversation, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import { withKey } from '../keymap.ts';
import type { State } from '../state.ts';
import { type Step, say, stay } from '../step.ts';
import { laidOut } from '../transcript/rows.ts';
import { lastVisible, topOf } from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import { measured } from './scroll.ts';

export function sideways(state: State, by: number): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  if (state.look.codeWrap) {
    return say(state, `Code lines wrap${withKey(state, 'transcript.wrap', (key) => `; ${key} keeps them whole`)}.`);
  }
  if (by > 0 && !isMoreAtRight(state, one)) {
    return one.viewport.sideways > 0 ? stay(state) : say(state, 'No line of code here is wider than the pane.');
  }
  const moved = Math.max(0, one.viewport.sideways + by);
  return stay(withConversation(state, one.id, (now) => ({ ...now, viewport: { ...now.viewport, sideways: moved } })));
}

/** Whether the frame of a code block in view has its mark for what lies beyond the right edge. */
function isMoreAtRight(state: State, one: Conversation): boolean {
  const view = measured(state, one);
  const { width } = transcriptRect(state);
  const { codeBorder } = state.look.theme.styles;
  const top = topOf(view, one.viewport);
  const last = lastVisible(view, top);
  let left = view.height;
  for (let index = top.top; index <= last; index += 1) {
    const item = view.items[index];
    if (!item) return false;
    const rows = laidOut(item, state, one, width)
      .rows.slice(index === top.top ? top.row : 0)
      .slice(0, left);
    const marked = rows.some(({ spans }) => spans.some((span) => span.style === codeBorder && span.text === '›│'));
    if (marked) return true;
    left -= rows.length;
  }
  return false;
}
