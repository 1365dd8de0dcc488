/** Shared by the scripts: patterns of what precedes the word being completed, and what can complete it. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';

/** An option with a value, as the pattern of a case. */
export interface ValueCase {
  /** The command (`*` for any), directly followed by the option: `session--name|session-n`. */
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

/** An argument, as the pattern of a case. */
export interface ArgumentCase {
  /** The command, directly followed by how many arguments precede: `export1`; `rm*` for any number. */
  readonly pattern: string;
  readonly completes: Completes;
}

/** There is no case beyond the last argument. */
export function argumentCases(commands: readonly CompletedCommand[]): readonly ArgumentCase[] {
  return commands.flatMap(({ completes, name, repeats }) =>
    completes.map((one, at): ArgumentCase => {
      const isLast = at === completes.length - 1;
      return { pattern: repeats && isLast ? `${name}*` : name + at, completes: one };
    }),
  );
}

/** All words for commands that are not a command's own name, with the command they mean. */
export function aliases(commands: readonly CompletedCommand[]): readonly (readonly [alias: string, name: string])[] {
  return commands.flatMap((command) => command.aliases.map((alias) => [alias, command.name] as const));
}
