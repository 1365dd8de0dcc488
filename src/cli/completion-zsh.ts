/** The completion script for zsh. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';
import { longs, type ValueCase, valueCases } from './completion-values.ts';

export function zshScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const offered = commands.map(({ name, options, completes }) => {
    return `    (${name}) options=(${longs(options)}) ${assignments(completes)} ;;`;
  });
  const values = valueCases(commands, globals).map(valueCase);
  const described = commands.map((one) => `    ${quoted(`${one.name}:${one.description}`)}`);
  return `#compdef reprise
# zsh completion for reprise
_reprise() {
  local word command='' completes=commands resume='' previous=$words[CURRENT-1]
  local -a options choices described
  described=(
${described.join('\n')}
  )
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in
      (-r|--resume) resume=yes ;;
      (${commands.map((one) => one.name).join('|')}) [[ -z $command ]] && command=$word ;;
    esac
  done
  case $command in
${offered.join('\n')}
  esac
  # --theme=paper is one word here.
  if [[ $words[CURRENT] == --*=* ]]; then
    previous=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  case $command$previous in
${values.join('\n')}
    (*) [[ $words[CURRENT] == -* ]] && completes=choices choices=($options ${longs(globals)} --help) ;;
  esac
  case $completes in
    (commands) _describe command described ;;
    (choices) compadd -- $choices ;;
    (files) _files ;;
    (folders) _files -/ ;;
    (nothing) ;;
    (*) _reprise_names $completes ;;
  esac
}
_reprise_names() {
  local -a names
  names=(\${(f)"$(reprise names $1 2>/dev/null)"})
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
