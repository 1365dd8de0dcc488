/** `reprise completion`: scripts that let the shell complete commands, options and their values, and names. */
import { Argument, type Command, type Option } from 'commander';
import { providerNames } from '../core/session.ts';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { zshScript } from './completion-zsh.ts';
import type { Named } from './names.ts';
import { write } from './print.ts';

/** What an argument can be: names on this machine, files, folders, a few words, a command, or something unknowable. */
export interface Completes {
  readonly kind: Named | 'files' | 'folders' | 'words' | 'nothing';
  /** For `words`. */
  readonly words: readonly string[];
}

/** What the scripts need to know about a command. */
export interface CompletedCommand {
  readonly name: string;
  /** Other words for it. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Its arguments, in their order. */
  readonly completes: readonly Completes[];
  /** The last argument may be repeated. */
  readonly repeats: boolean;
}

export interface CompletedOption {
  /** `--name`. */
  readonly long: string;
  /** `-n`. */
  readonly short: string | undefined;
  readonly description: string;
  /** Undefined for an option without a value. */
  readonly completes: Completes | undefined;
  /**
   * Its value is a session's name if the command line has `-r`; otherwise it is a new name, which cannot be completed.
   */
  readonly resumes: boolean;
}

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      `
Examples:
  bash:  reprise completion bash > ~/.local/share/bash-completion/completions/reprise
  zsh:   reprise completion zsh > ~/.zfunc/_reprise     (a folder of your fpath)
  fish:  reprise completion fish > ~/.config/fish/completions/reprise.fish`,
    )
    .action((shell: keyof typeof scripts) => write(scripts[shell](describeCommands(program), optionsOf(program))));
}

/** Every command as the scripts see it; derived from the program itself, so that they cannot be out of date. */
function describeCommands(program: Command): CompletedCommand[] {
  const visible = program.createHelp().visibleCommands(program);
  const names = visible.map((command) => command.name());
  return visible.map((command) => ({
    name: command.name(),
    aliases: command.aliases(),
    description: command.description(),
    options: [...optionsOf(command), ...command.commands.flatMap(optionsOf)],
    completes: argumentsOf(command, names),
    repeats: command.registeredArguments.at(-1)?.variadic === true,
  }));
}

function argumentsOf(command: Command, names: readonly string[]): Completes[] {
  if (command.commands.length > 0) return [{ kind: 'words', words: command.commands.map((child) => child.name()) }];
  return command.registeredArguments.map((argument): Completes => {
    if (argument.argChoices) return { kind: 'words', words: argument.argChoices };
    switch (argument.name()) {
      case 'command':
        return { kind: 'words', words: names };
      case 'file':
        return { kind: 'files', words: [] };
      case 'session':
        return { kind: command.name() === 'restore' ? 'trash' : 'sessions', words: [] };
      default:
        return { kind: 'nothing', words: [] };
    }
  });
}

function optionsOf(command: Command): CompletedOption[] {
  return command.options
    .filter((option) => !option.hidden && option.long !== undefined)
    .map((option) => ({
      long: option.long ?? '',
      short: option.short,
      description: option.description,
      completes: option.required || option.optional ? valuesOf(option) : undefined,
      resumes: command.name() === 'session' && (option.long === '--name' || option.long === '--id'),
    }));
}

/** What the value of an option may be. */
function valuesOf({ argChoices, long }: Option): Completes {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  switch (long) {
    case '--provider':
      return { kind: 'words', words: providerNames };
    case '--resume':
      return { kind: 'sessions', words: [] };
    case '--theme':
      return { kind: 'themes', words: [] };
    case '--model':
      return { kind: 'models', words: [] };
    case '--sessions':
      return { kind: 'folders', words: [] };
    default:
      return { kind: 'nothing', words: [] };
  }
}
