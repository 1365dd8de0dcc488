/** All commands in one table, in the order in which help and documentation show them. */
import type { Command, Scope } from './command.ts';
import { everywhereCommands } from './everywhere.ts';
import { inputCommands } from './input.ts';
import { listCommands } from './list.ts';
import { transcriptCommands } from './transcript.ts';

export const commands: readonly Command[] = [
  ...everywhereCommands,
  ...listCommands,
  ...transcriptCommands,
  ...inputCommands,
];

/** What can be called by name, what is done with a session first: equal matches of a search keep this order. */
export const paletteCommands: readonly Command[] = [
  ...listCommands,
  ...transcriptCommands,
  ...inputCommands,
  ...everywhereCommands,
].filter((command) => !command.quiet && command.msg);

const byId = new Map(commands.map((command) => [command.id, command]));

export function commandById(id: string): Command | undefined {
  return byId.get(id);
}

const bySlash = new Map(commands.flatMap((command) => (command.slash ? [[command.slash.name, command] as const] : [])));

export function commandBySlash(name: string): Command | undefined {
  return bySlash.get(name);
}

/** The commands with a slash form, in table order, each with its title as one. */
export const slashCommands: readonly (Command & { readonly slash: NonNullable<Command['slash']> })[] = commands.flatMap(
  (command) =>
    command.slash ? [{ ...command, title: command.slash.title ?? command.title, slash: command.slash }] : [],
);

export const scopeTitles: Readonly<Record<Scope, string>> = {
  everywhere: 'everywhere',
  browsing: 'list and transcript',
  list: 'list',
  transcript: 'transcript',
  input: 'input',
};
