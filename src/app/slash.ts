/** Reading a line of the input box: a slash command, the bare word `exit`, or text to send. */
import { nearestNames } from '../core/nearest.ts';
import type { Command } from './commands/command.ts';
import { commandById, commandBySlash, slashCommands } from './commands/table.ts';
import { keyElsewhere, sentenceElsewhere, slashElsewhere } from './elsewhere.ts';
import type { CommandMsg } from './msg.ts';

export type SlashLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly argument: string; readonly msg: CommandMsg }
  /** A sentence that says what is wrong and what to type instead; in the dashboard, `byKey` is the command that was meant. */
  | { readonly kind: 'wrong'; readonly sentence: string; readonly byKey?: Command };

/** Commands that leave an editor: not a question for a model, and here they cost nothing. */
const leavesEditor = /^:(?:q|q!|qa|wq|x)$/;

/** Commands that agents pass to a shell: here a model would get them, at a price, and could do nothing with them. */
const forShell =
  /^!(?:cat|cd|curl|docker|echo|find|git|go|grep|head|ls|make|mkdir|node|npm|npx|pip|ps|pwd|python3?|rg|rm|tail)(?:$|[ \t][^\n]*$)/;

/**
 * `//text` sends text that begins with a slash. A command has to be alone on one line, so that a pasted path or code
 * that begins with a slash is text.
 */
export function readSlashLine(line: string): SlashLine {
  const trimmed = line.trim();
  if (trimmed.toLowerCase() === 'exit') return command('exit', '');
  if (leavesEditor.test(trimmed)) {
    return { kind: 'wrong', sentence: `${trimmed} was not sent. To quit, type /exit; everything is saved.` };
  }
  if (forShell.test(line)) {
    return {
      kind: 'wrong',
      sentence: 'Not sent: shell commands do not run here. A space before ! sends it as text.',
    };
  }
  if (trimmed === '/') {
    return { kind: 'wrong', sentence: 'A slash alone is no command. /help lists them all; // sends it as text.' };
  }
  if (trimmed === '/?') return command('help', '');
  if (trimmed.startsWith('//')) return { kind: 'text', text: line.replace('//', '/') };
  // Phone keyboards begin a line with a capital.
  const match = /^\/([a-z][a-z-]*)(?:[ \t]+([^\n]*))?$/i.exec(trimmed);
  if (!match) return { kind: 'text', text: line };
  return command((match[1] ?? '').toLowerCase(), (match[2] ?? '').trim());
}

/** A sent text as it must be typed to be sent again: one that would be read as a command has its slash doubled. */
export function asTyped(text: string): string {
  if (!text.trimStart().startsWith('/')) return text;
  const line = readSlashLine(text);
  return line.kind === 'text' && line.text === text ? text : text.replace('/', '//');
}

function command(name: string, argument: string): SlashLine {
  const found = commandBySlash(name);
  if (!found?.slash) {
    const unknown = `There is no command /${name}.`;
    const instead = sentenceElsewhere.get(name);
    if (instead !== undefined) return { kind: 'wrong', sentence: `${unknown} ${instead}` };
    const byKey = commandById(keyElsewhere.get(name) ?? '');
    const names = slashCommands.map(({ slash }) => slash.name);
    const meant = slashElsewhere.get(name) ?? (byKey ? undefined : nearestNames(names, name, 1)[0]);
    const next =
      meant === undefined
        ? '/help lists them all; // sends it as text.'
        : `Did you mean /${meant}? /help lists them all.`;
    return { kind: 'wrong', sentence: `${unknown} ${next}`, ...(byKey ? { byKey } : {}) };
  }
  // An argument must not be dropped silently: it was meant for something.
  if (argument !== '' && found.slash.argument === '') {
    return { kind: 'wrong', sentence: `/${name} takes no argument; // sends it as text.` };
  }
  const msg = found.slash.parse(argument);
  return typeof msg === 'string'
    ? { kind: 'wrong', sentence: msg }
    : { kind: 'command', command: found, argument, msg };
}

/** `/name ARGUMENT` as the help writes it. */
export function slashUsage(form: { readonly name: string; readonly argument: string }): string {
  return form.argument === '' ? `/${form.name}` : `/${form.name} ${form.argument}`;
}

export interface SlashChoice {
  readonly name: string;
  readonly usage: string;
  readonly title: string;
  readonly takesArgument: boolean;
}

/** The slash commands that begin with what is typed, while its name is being typed; else none. */
export function slashChoices(typed: string): readonly SlashChoice[] {
  const match = /^\/([a-z-]*) ?$/.exec(typed);
  if (!match) return [];
  const start = match[1] ?? '';
  const named = typed.endsWith(' ');
  return slashCommands
    .filter(({ slash }) => (named ? slash.name === start : slash.name.startsWith(start)))
    .map(({ slash, title }) => ({
      name: slash.name,
      usage: slashUsage(slash),
      title,
      takesArgument: slash.argument !== '',
    }));
}

/** What completing a choice writes: with a blank if an argument follows. */
export function slashLead(choice: SlashChoice): string {
  return `/${choice.name}${choice.takesArgument ? ' ' : ''}`;
}
