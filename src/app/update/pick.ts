/** Opens lists to choose from, including those that wait for an answer from the world. */
import type { PickerPurpose } from '../overlay-state.ts';
import { createPicker, type PickerOptions } from '../picker.ts';
import type { State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';

/** Opens a list of choices; `note` is shown above them. */
export function pick(state: State, purpose: PickerPurpose, options: PickerOptions, note = ''): Step {
  return stay({ ...state, overlay: { kind: 'picker', purpose, picker: createPicker(options), note } });
}

/** Opens the list of a provider's models, which its server is asked for; another name may be typed. */
export function pickModelOf(
  state: State,
  provider: string,
  title: string,
  purposeOf: (request: number) => PickerPurpose,
): Step {
  const request = state.requests + 1;
  const options = { title, items: [], takesText: true };
  const opened = pick(
    { ...state, requests: request },
    purposeOf(request),
    options,
    'asking the server for its models …',
  );
  return andThen(opened, (now) => step(now, { type: 'listModels', request, provider }));
}
