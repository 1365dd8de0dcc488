/** The completion script for fish. */
import { providerNames } from '../core/session.ts';
import type { CompletedCommand, CompletedOption } from './completion.ts';

export function fishScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const lines = ['# fish completion for reprise', 'complete -c reprise -f'];
  for (const option of globals) lines.push(`complete -c reprise ${optionWords(option)}`);
  for (const command of commands) {
    lines.push(`complete -c reprise -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.description)}`);
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
    for (const option of command.options) lines.push(`complete -c reprise ${when} ${optionWords(option)}`);
    const offered = {
      sessions: "-a '(reprise list --names 2>/dev/null)'",
      trash: "-a '(reprise trash list --names 2>/dev/null)'",
      files: '-F',
      words: `-a '${command.words.join(' ')}'`,
      nothing: '',
    }[command.completes];
    if (offered !== '') lines.push(`complete -c reprise ${when} ${offered}`);
  }
  lines.push(
    "complete -c reprise -n '__fish_contains_opt -s r resume' -s n -l name -x -a '(reprise list --names 2>/dev/null)'",
  );
  return `${lines.join('\n')}\n`;
}

function optionWords(option: CompletedOption): string {
  const values = option.long === '--provider' ? ` -a '${providerNames.join(' ')}'` : '';
  const kind = option.long === '--sessions' ? ' -r -F' : option.takesValue ? ' -x' : '';
  return `-l ${option.long.slice(2)}${kind}${values} -d ${quoted(option.description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
