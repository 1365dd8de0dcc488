/** Warns once about a vendor's key that goes to another server than the vendor's. */
import type { Destination } from '../../core/destination.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import type { State } from '../state.ts';
import { type Step, say, stay } from '../step.ts';

/** The warning about the server of new sessions comes before anything is sent; it hides no other sentence. */
export function destinationsKnown(state: State, known: ReadonlyMap<string, Destination>): Step {
  const next: State = { ...state, destinations: { ...state.destinations, known } };
  return next.toast === null && next.chosenModel ? warnOf(next, next.chosenModel.provider) : stay(next);
}

/** The warning about a provider's server, unless it has been shown. */
export function warnOf(state: State, provider: string): Step {
  const { known, warned } = state.destinations;
  const warning = known.get(provider)?.warning ?? '';
  if (warning === '' || warned.has(warning)) return stay(state);
  const destinations = { known, warned: new Set(warned).add(warning) };
  return say({ ...state, destinations }, sanitizeLine(warning), 'error');
}
