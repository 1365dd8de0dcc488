/** What came of a key or a click in a list of choices. */
import type { Overlay } from '../overlay-state.ts';
import type { PickerKeyResult } from '../picker.ts';
import type { State } from '../state.ts';
import { type Step, say, sending, stay } from '../step.ts';
import { chosen, moved } from './choose.ts';

export function pickerAnswered(
  state: State,
  overlay: Extract<Overlay, { kind: 'picker' }>,
  result: PickerKeyResult,
): Step {
  const next: State = { ...state, overlay: { ...overlay, picker: result.state } };
  if (!result.outcome) return stay(next);
  const closed: State = { ...next, overlay: { kind: 'none' } };
  switch (result.outcome.kind) {
    case 'cancelled':
      return overlay.purpose.kind === 'theme'
        ? sending(closed, { type: 'setTheme', name: overlay.purpose.before, keep: false })
        : stay(closed);
    case 'disabled':
      return say(next, result.outcome.reason, 'error');
    case 'moved':
      return moved(next, overlay.purpose, result.outcome.id);
    case 'chosen':
      return chosen(closed, overlay.purpose, result.outcome.id);
    case 'typed':
      return chosen(closed, overlay.purpose, result.outcome.text);
  }
}
