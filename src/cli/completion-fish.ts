/** The completion script for fish. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';

export function fishScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const lines = ['# fish completion for reprise', 'complete -c reprise -f'];
  for (const option of globals) lines.push(`complete -c reprise ${optionWords(option)}`);
  for (const { completes, description, name, options } of commands) {
    lines.push(`complete -c reprise -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`);
    const when = `-n '__fish_seen_subcommand_from ${name}'`;
    for (const option of options) lines.push(`complete -c reprise ${when} ${optionWords(option)}`);
    if (completes.kind !== 'nothing') lines.push(`complete -c reprise ${when} ${offered(completes)}`);
  }
  return `${lines.join('\n')}\n`;
}

function optionWords({ completes, description, long, resumes, short }: CompletedOption): string {
  const words = [`-l ${long.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])];
  if (completes !== undefined) words.push('-r');
  if (resumes) words.push("-a '(__fish_contains_opt -s r resume; and reprise names sessions 2>/dev/null)'");
  else if (completes !== undefined && completes.kind !== 'nothing') words.push(offered(completes));
  return `${words.join(' ')} -d ${quoted(description)}`;
}

function offered({ kind, words }: Completes): string {
  switch (kind) {
    case 'words':
      return `-a '${words.join(' ')}'`;
    case 'files':
      return '-F';
    case 'folders':
      return `-a '(__fish_complete_directories)'`;
    default:
      return `-a '(reprise names ${kind} 2>/dev/null)'`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
