/** What the scripts for bash and zsh share: both ask in a `case` what may stand behind an option. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';

/** An option with a value, as the pattern of a case. */
export interface ValueCase {
  /** The command (`*` for any) and right behind it the option: `session--name|session-n`. */
  readonly pattern: string;
  readonly completes: Completes;
  readonly resumes: boolean;
}

export function valueCases(
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): readonly ValueCase[] {
  const casesOf = (command: string, options: readonly CompletedOption[]) =>
    options.flatMap(({ completes, long, resumes, short }): ValueCase[] => {
      if (completes === undefined) return [];
      const flags = short === undefined ? [long] : [long, short];
      return [{ pattern: flags.map((flag) => command + flag).join('|'), completes, resumes }];
    });
  return [...casesOf('*', globals), ...commands.flatMap(({ name, options }) => casesOf(name, options))];
}

/** The long names, as words of a shell. */
export function longs(options: readonly CompletedOption[]): string {
  return options.map((option) => option.long).join(' ');
}
