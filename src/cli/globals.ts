/** The options that every command takes, as they were typed. */
import type { Command } from 'commander';

export interface Globals {
  readonly sessions?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly theme?: string;
}

/** From a command's own and the program's options; what was not typed is absent. */
export function readGlobals(command: Command): Globals {
  const all: Record<string, unknown> = command.optsWithGlobals();
  const globals: { -readonly [Key in keyof Globals]: Globals[Key] } = {};
  for (const name of ['sessions', 'provider', 'model', 'theme'] as const) {
    const value = all[name];
    if (typeof value === 'string') globals[name] = value;
  }
  return globals;
}
