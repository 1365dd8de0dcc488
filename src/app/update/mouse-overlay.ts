/** The mouse over an overlay: the wheel moves in it, a click chooses, a click beside it closes it. */
import { pickerClick } from '../picker.ts';
import type { State } from '../state.ts';
import { type Step, stay } from '../step.ts';
import { helpRect, pickerHead, pickerHeight, pickerRect } from '../view/overlay-size.ts';
import { overlayKey } from './overlay-keys.ts';
import { pickerAnswered } from './picker-answer.ts';
import { type MouseEvent, wheelRows, within } from './pointer.ts';

export function overlayMouse(state: State, event: MouseEvent): Step {
  const { overlay } = state;
  const wheel = event.action === 'wheelup' ? 'up' : event.action === 'wheeldown' ? 'down' : undefined;
  const pressed = event.action === 'down' && event.button === 'left';
  switch (overlay.kind) {
    case 'help':
    case 'stats': {
      if (wheel) return repeated(state, wheel, wheelRows);
      const beside = overlay.kind === 'help' && !within(helpRect(state.size), event);
      return pressed && beside ? overlayKey(state, 'escape', undefined) : stay(state);
    }
    case 'picker': {
      if (wheel) return overlayKey(state, wheel, undefined);
      if (!pressed) return stay(state);
      const rect = pickerRect(state.size);
      if (!within(rect, event)) return overlayKey(state, 'escape', undefined);
      const row = event.y - rect.y - pickerHead;
      const height = pickerHeight(state.size, overlay);
      return row < 0 || row >= height
        ? stay(state)
        : pickerAnswered(state, overlay, pickerClick(overlay.picker, row, height));
    }
    default:
      return stay(state);
  }
}

function repeated(state: State, key: string, times: number): Step {
  let now = state;
  for (let i = 0; i < times; i += 1) now = overlayKey(now, key, undefined).state;
  return stay(now);
}
