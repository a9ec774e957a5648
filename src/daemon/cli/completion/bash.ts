import type { AnyCommand } from '../command.js';
import { longFlag, type Option } from '../option.js';

/** A completion for bash 3.2 and later, without the package `bash-completion`. */
export function bashCompletion(commands: readonly AnyCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# bash completion for holdall: eval "$(holdall completion bash)"
_holdall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word IFS=$' \\t\\n'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${[...names, 'help'].join('|')}) command="$word"; break ;; esac
  done
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
    "") COMPREPLY=($(compgen -W "${[...names, 'help', '--help', '--version'].join(' ')}" -- "$current")) ;;
    help) COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$current")) ;;
${commands.map(wordsCase).join('\n')}
  esac
}
complete -F _holdall holdall
`;
}

/** What follows an option that takes a value. */
function valueCases({ name, options }: AnyCommand): readonly string[] {
  return Object.entries(options).flatMap(([optionName, option]) => {
    if (option.value === undefined) return [];
    const spellings = [longFlag(optionName, option), ...(option.short ? [`-${option.short}`] : [])];
    const pattern = spellings.map((spelling) => `"${name} ${spelling}"`).join('|');
    return [`    ${pattern}) ${valueSpec(option)}return ;;`];
  });
}

function valueSpec({ choices, completes }: Option): string {
  if (choices) return `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current")); `;
  if (completes === 'file') {
    return `IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; `;
  }
  return '';
}

function wordsCase(command: AnyCommand): string {
  const words = [
    ...(command.arguments ?? []).flatMap(({ choices = [] }) => choices),
    ...Object.entries(command.options).map(([name, option]) => longFlag(name, option)),
    '--help',
  ];
  return `    ${command.name}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current")) ;;`;
}
