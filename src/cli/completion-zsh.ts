/** The completion script for zsh. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';
import { aliases, argumentCases, longs, type ValueCase, valueCases } from './completion-values.ts';

export function zshScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const names = commands.map((one) => one.name).join('|');
  const known = [`(${names}) command=$word ;;`, ...aliases(commands).map(([a, of]) => `(${a}) command=${of} ;;`)];
  const options = commands.map((one) => `    (${one.name}) options=(${longs(one.options)}) ;;`);
  const args = argumentCases(commands).map(({ completes, pattern }) => `    (${pattern}) ${assignments(completes)} ;;`);
  const values = valueCases(commands, globals);
  const described = commands.map((one) => `    ${quoted(`${one.name}:${one.description}`)}`);
  return `#compdef reprise
# zsh completion for reprise
_reprise() {
  local word command='' completes=commands resume='' value='' folder='' at=0 previous=$words[CURRENT-1]
  local -a options choices described
  described=(
${described.join('\n')}
  )
  for word in "\${(@)words[2,CURRENT-1]}"; do
    # The value of an option is no argument.
    [[ -n $value ]] && { [[ $value == --sessions ]] && folder=$word; value=''; continue }
    case $command$word in
      (${values.map(({ pattern }) => pattern).join('|')}) value=$word; continue ;;
    esac
    case $word in
      (-r|--resume) resume=yes; continue ;;
      (--sessions=*) folder=\${word#*=}; continue ;;
      (-*) continue ;;
    esac
    [[ -n $command ]] && { at=$((at + 1)); continue }
    case $word in
      ${known.join('\n      ')}
    esac
  done
  case $command in
${options.join('\n')}
  esac
  case $command$at in
    (0) ;;
${args.join('\n')}
    (*) completes=nothing ;;
  esac
  # --theme=paper is one word here.
  if [[ $words[CURRENT] == --*=* ]]; then
    previous=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  case $command$previous in
${values.map(valueCase).join('\n')}
    (*) [[ $words[CURRENT] == -* ]] && completes=choices choices=($options ${longs(globals)} --help) ;;
  esac
  case $completes in
    (commands) _describe command described ;;
    (choices) compadd -- $choices ;;
    (files) _files ;;
    (folders) _files -/ ;;
    (nothing) ;;
    (*) _reprise_names $completes \${\${(Q)folder}/#\\~\\//$HOME/} ;;
  esac
}
_reprise_names() {
  local -a names
  names=(\${(f)"$(reprise names $1 \${2:+--sessions} $2 2>/dev/null)"})
  compadd -a names
}
if [[ $funcstack[1] == _reprise ]]; then _reprise "$@"; else compdef _reprise reprise; fi
`;
}

function valueCase({ completes, pattern, resumes }: ValueCase): string {
  const action = resumes ? `completes=\${\${resume:+sessions}:-nothing}` : assignments(completes);
  return `    (${pattern}) ${action} ;;`;
}

function assignments({ kind, words }: Completes): string {
  return kind === 'words' ? `completes=choices choices=(${words.join(' ')})` : `completes=${kind}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
