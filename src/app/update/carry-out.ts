/** A command from a key or the palette: carried out, or the reason shown why it cannot be. */
import type { Command } from '../commands/command.ts';
import type { State } from '../state.ts';
import { type Step, say, sending, stay } from '../step.ts';

export function carryOut(state: State, command: Command): Step {
  const reason = command.disabled?.(state) ?? null;
  if (reason !== null) return say(state, reason, 'error');
  return command.msg ? sending(state, command.msg) : stay(state);
}
