/** The completion script for zsh. */
import { providerNames } from '../core/session.ts';
import type { CompletedCommand, CompletedOption } from './completion.ts';

export function zshScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const longs = (options: readonly CompletedOption[]) => options.map((option) => option.long).join(' ');
  const cases = commands.map((command) => {
    const words = command.words.length > 0 ? ` choices=(${command.words.join(' ')})` : '';
    return `    (${command.name}) options=(${longs(command.options)}) completes=${command.completes}${words} ;;`;
  });
  const described = commands.map((one) => `    ${quoted(`${one.name}:${one.description}`)}`);
  return `#compdef reprise
# zsh completion for reprise
_reprise() {
  local word command='' completes=commands resume=''
  local -a options choices names described
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
${cases.join('\n')}
  esac
  case $words[CURRENT-1] in
    (--provider) compadd -- ${providerNames.join(' ')}; return ;;
    (--sessions) _files -/; return ;;
    (--model|--theme|--limit|--format|-p|--prompt) return ;;
    (-n|--name|--id) [[ -n $resume ]] && _reprise_names list; return ;;
  esac
  if [[ $words[CURRENT] == -* ]]; then
    compadd -- $options ${longs(globals)} --help
    return
  fi
  case $completes in
    (commands) _describe command described ;;
    (sessions) _reprise_names list ;;
    (trash) _reprise_names trash list ;;
    (files) _files ;;
    (words) compadd -- $choices ;;
  esac
}
_reprise_names() {
  local -a names
  names=("\${(@f)$(reprise "$@" --names 2>/dev/null)}")
  compadd -a names
}
if [[ $funcstack[1] == _reprise ]]; then _reprise "$@"; else compdef _reprise reprise; fi
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
