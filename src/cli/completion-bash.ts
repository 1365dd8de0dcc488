/** The completion script for bash. */
import type { CompletedCommand, CompletedOption, Completes } from './completion.ts';
import { aliases, argumentCases, longs, type ValueCase, valueCases } from './completion-values.ts';

/** Written for bash 4 and newer; names with blanks are quoted as bash quotes them. */
export function bashScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const names = commands.map((one) => one.name);
  const known = [
    `${names.join('|')}) command=$word ;;`,
    ...aliases(commands).map(([a, of]) => `${a}) command=${of} ;;`),
  ];
  const options = commands.map((one) => `    ${one.name}) options='${longs(one.options)}' ;;`);
  const args = argumentCases(commands).map(({ completes, pattern }) => `    ${pattern}) ${assignments(completes)} ;;`);
  const values = valueCases(commands, globals);
  return `# bash completion for reprise
_reprise() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local word command='' options='' completes=words words='${names.join(' ')}' resume='' value='' folder='' at=0
  COMPREPLY=()
  # --theme=paper are three words here.
  [[ $current == '=' ]] && current=''
  [[ $previous == '=' ]] && previous=\${COMP_WORDS[COMP_CWORD-2]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == '=' ]] && continue
    # The value of an option is no argument.
    [[ -n $value ]] && { [[ $value == --sessions ]] && folder=$word; value=''; continue; }
    case $command$word in
      ${values.map(({ pattern }) => pattern).join('|')}) value=$word; continue ;;
    esac
    case $word in
      -r|--resume) resume=yes; continue ;;
      -*) continue ;;
    esac
    [[ -n $command ]] && { at=$((at + 1)); continue; }
    case $word in
      ${known.join('\n      ')}
    esac
  done
  case $command in
${options.join('\n')}
  esac
  case $command$at in
    0) ;;
${args.join('\n')}
    *) completes=nothing ;;
  esac
  case $command$previous in
${values.map(valueCase).join('\n')}
    *) [[ $current == -* ]] && completes=words words="$options ${longs(globals)} --help" ;;
  esac
  case $completes in
    words) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    files) COMPREPLY=($(compgen -f -- "$current")) ;;
    folders) COMPREPLY=($(compgen -d -- "$current")) ;;
    nothing) ;;
    *) _reprise_names "$completes" "$current" "$folder" ;;
  esac
}
# What is typed may begin with a quote or have backslashes; names have no backslashes.
_reprise_names() {
  local name typed=\${2//\\\\/} folder=\${3//\\\\/} quote='' single="'" double='"'
  folder=\${folder//[$single$double]/}
  [[ $3 == '~'/* ]] && folder=$HOME\${folder:1}
  [[ $typed == [$single$double]* ]] && quote=\${typed:0:1} typed=\${typed:1}
  while IFS= read -r name; do
    [[ $name == "$typed"* ]] || continue
    case $quote in
      "$single") name=\${name//$single/$single\\\\$single$single} ;;
      "$double") name=\${name//$double/\\\\$double} name=\${name//\\$/\\\\$} ;;
      *) name=$(printf %q "$name") name=\${name//:/\\\\:} name=\${name//=/\\\\=} ;;
    esac
    COMPREPLY+=("$name")
  done < <(reprise names "$1" \${folder:+--sessions "$folder"} 2>/dev/null)
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
