/** `reprise completion`: scripts that let the shell complete commands, options and session names. */
import { Argument, type Command } from 'commander';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { zshScript } from './completion-zsh.ts';
import { write } from './print.ts';

/** What the scripts need to know of a command. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Whether its argument names a session, one in the trash, or neither. */
  readonly completes: 'sessions' | 'trash' | 'files' | 'words' | 'nothing';
  readonly words: readonly string[];
}

export interface CompletedOption {
  /** `--name`. */
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
}

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a completion script for the shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
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

/** Every command as the scripts see it; made from the program itself, so that they cannot be out of date. */
function describeCommands(program: Command): CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...optionsOf(command), ...command.commands.flatMap(optionsOf)],
    ...completesOf(command),
  }));
}

function completesOf(command: Command): Pick<CompletedCommand, 'completes' | 'words'> {
  const [argument] = command.registeredArguments;
  const words = argument?.argChoices ?? command.commands.map((child) => child.name());
  if (words.length > 0) return { completes: 'words', words };
  if (argument?.name() === 'file') return { completes: 'files', words };
  if (argument?.name() !== 'session') return { completes: 'nothing', words };
  return { completes: command.name() === 'restore' ? 'trash' : 'sessions', words };
}

function optionsOf(command: Command): CompletedOption[] {
  return command.options
    .filter((option) => !option.hidden && option.long !== undefined)
    .map((option) => ({
      long: option.long ?? '',
      description: option.description,
      takesValue: option.required || option.optional,
    }));
}
