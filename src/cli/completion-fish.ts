/** The completion script for fish. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';
import { aliases, argumentCases, valueCases } from './completion-values.ts';

export function fishScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const lines = ['# fish completion for reprise', standsAt(commands, globals), namesThere, 'complete -c reprise -f'];
  for (const option of globals) lines.push(`complete -c reprise ${optionWords(option)}`);
  for (const { aliases: others, description, name, options } of commands) {
    lines.push(`complete -c reprise -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`);
    const when = `-n '__fish_seen_subcommand_from ${[name, ...others].join(' ')}'`;
    for (const option of options) lines.push(`complete -c reprise ${when} ${optionWords(option)}`);
  }
  for (const { completes, pattern } of argumentCases(commands)) {
    if (completes.kind === 'nothing') continue;
    lines.push(`complete -c reprise -n '__reprise_at "${pattern}"' ${offered(completes)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A function that tells whether so many arguments of a command precede the word being completed: `export1`. */
function standsAt(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const patterns = valueCases(commands, globals).flatMap(({ pattern }) => pattern.split('|'));
  const known = aliases(commands).map(
    ([alias, name]) => `                case ${alias}\n                    set command ${name}`,
  );
  return `function __reprise_at
    set -l command ''
    set -l value ''
    set -l at 0
    for word in (commandline -opc)[2..-1]
        # The value of an option is no argument.
        if test -n "$value"
            set value ''
            continue
        end
        switch "$command$word"
            case ${patterns.map((pattern) => `'${pattern}'`).join(' ')}
                set value yes
                continue
            case "$command-*"
                continue
        end
        if test -n "$command"
            set at (math $at + 1)
        else
            switch "$word"
${known.join('\n')}
                case '*'
                    set command $word
            end
        end
    end
    string match -q -- $argv[1] "$command$at"
end`;
}

/** A function that prints names, of the folder that the command line gives. */
const namesThere = `function __reprise_names
    set -l folder
    set -l before
    for word in (commandline -opc)
        if test "$before" = --sessions
            set folder $word
        else if string match -q -- '--sessions=*' $word
            set folder (string sub -s 12 -- $word)
        end
        set before $word
    end
    if test -n "$folder"
        reprise names $argv[1] --sessions (string replace -r '^~/' "$HOME/" -- $folder) 2>/dev/null
    else
        reprise names $argv[1] 2>/dev/null
    end
end`;

function optionWords({ completes, description, long, resumes, short }: CompletedOption): string {
  const words = [`-l ${long.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])];
  // Without `x`, fish would also offer files.
  if (completes !== undefined) words.push(completes.kind === 'files' ? '-r' : '-x');
  if (resumes) words.push("-a '(__fish_contains_opt -s r resume; and __reprise_names sessions)'");
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
      return `-a '(__reprise_names ${kind})'`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
