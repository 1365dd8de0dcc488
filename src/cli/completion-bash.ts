/** The completion script for bash. */
import { providerNames } from '../core/session.ts';
import type { CompletedCommand, CompletedOption } from './completion.ts';

/** Written for bash 4 and newer; names with blanks are quoted as bash quotes them. */
export function bashScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const longs = (options: readonly CompletedOption[]) => options.map((option) => option.long).join(' ');
  const cases = commands.map((command) => {
    const words = command.words.length > 0 ? ` words='${command.words.join(' ')}'` : '';
    return `    ${command.name}) options='${longs(command.options)}' completes=${command.completes}${words} ;;`;
  });
  return `# bash completion for reprise
_reprise() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local word command='' options='' completes=commands words='${commands.map((one) => one.name).join(' ')}' resume=''
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      -r|--resume) resume=yes ;;
      ${commands.map((one) => one.name).join('|')}) [[ -z $command ]] && command=$word ;;
    esac
  done
  case $command in
${cases.join('\n')}
  esac
  case $previous in
    --provider) COMPREPLY=($(compgen -W '${providerNames.join(' ')}' -- "$current")); return ;;
    --sessions) COMPREPLY=($(compgen -d -- "$current")); return ;;
    --model|--theme|--limit|--format|-p|--prompt) return ;;
    -n|--name|--id) [[ -n $resume ]] && _reprise_names list "$current"; return ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options ${longs(globals)} --help" -- "$current"))
    return
  fi
  case $completes in
    sessions) _reprise_names list "$current" ;;
    trash) _reprise_names 'trash list' "$current" ;;
    files) COMPREPLY=($(compgen -f -- "$current")) ;;
    commands|words) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
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
      *) name=$(printf %q "$name") ;;
    esac
    COMPREPLY+=("$name")
  done < <(reprise $1 --names 2>/dev/null)
}
complete -F _reprise reprise
`;
}
