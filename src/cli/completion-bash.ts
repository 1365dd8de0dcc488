/** The completion script for bash. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';
import { longs, type ValueCase, valueCases } from './completion-values.ts';

/** Written for bash 4 and newer; names with blanks are quoted as bash quotes them. */
export function bashScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const names = commands.map((one) => one.name);
  const offered = commands.map(({ name, options, completes }) => {
    return `    ${name}) options='${longs(options)}' ${assignments(completes)} ;;`;
  });
  const values = valueCases(commands, globals).map(valueCase);
  return `# bash completion for reprise
_reprise() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local word command='' options='' completes=words words='${names.join(' ')}' resume=''
  COMPREPLY=()
  # --theme=paper are three words here.
  [[ $current == '=' ]] && current=''
  [[ $previous == '=' ]] && previous=\${COMP_WORDS[COMP_CWORD-2]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      -r|--resume) resume=yes ;;
      ${names.join('|')}) [[ -z $command ]] && command=$word ;;
    esac
  done
  case $command in
${offered.join('\n')}
  esac
  case $command$previous in
${values.join('\n')}
    *) [[ $current == -* ]] && completes=words words="$options ${longs(globals)} --help" ;;
  esac
  case $completes in
    words) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    files) COMPREPLY=($(compgen -f -- "$current")) ;;
    folders) COMPREPLY=($(compgen -d -- "$current")) ;;
    nothing) ;;
    *) _reprise_names "$completes" "$current" ;;
  esac
}
# What is typed may begin with a quote or have backslashes; names have no backslashes.
_reprise_names() {
  local name typed=\${2//\\\\/} quote='' single="'" double='"'
  [[ $typed == [$single$double]* ]] && quote=\${typed:0:1} typed=\${typed:1}
  while IFS= read -r name; do
    [[ $name == "$typed"* ]] || continue
    case $quote in
      "$single") name=\${name//$single/$single\\\\$single$single} ;;
      "$double") name=\${name//$double/\\\\$double} name=\${name//\\$/\\\\$} ;;
      *) name=$(printf %q "$name") name=\${name//:/\\\\:} name=\${name//=/\\\\=} ;;
    esac
    COMPREPLY+=("$name")
  done < <(reprise names "$1" 2>/dev/null)
}
complete -F _reprise reprise
`;
}

function valueCase({ completes, pattern, resumes }: ValueCase): string {
  const action = resumes ? `completes=\${resume:+sessions} completes=\${completes:-nothing}` : assignments(completes);
  return `    ${pattern}) ${action} ;;`;
}

function assignments({ kind, words }: Completes): string {
  return kind === 'words' ? `completes=words words='${words.join(' ')}'` : `completes=${kind}`;
}
