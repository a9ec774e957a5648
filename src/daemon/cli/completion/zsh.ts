import type { AnyCommand, Argument } from '../command.js';
import { longFlag, type Option } from '../option.js';

/** A completion for zsh, to be read at its start or to lie in its `fpath` as `_holdall`. */
export function zshCompletion(commands: readonly AnyCommand[]): string {
  return `#compdef holdall
# zsh completion for holdall: eval "$(holdall completion zsh)" after compinit, or a file _holdall in the fpath
_holdall() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
    'help:tell how a command is used'
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    _arguments '--help[tell how it is used]' '--version[tell the version]'
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
    help) _arguments '1:command:(${commands.map(({ name }) => name).join(' ')})' ;;
${commands.map(commandCase).join('\n')}
  esac
}
if [ "\${funcstack[1]}" = _holdall ]; then _holdall "$@"; else compdef _holdall holdall; fi
`;
}

function commandCase(command: AnyCommand): string {
  const specs = [
    ...Object.entries(command.options).flatMap(([name, option]) => optionSpecs(name, option)),
    quoted('--help[tell how it is used]'),
    ...(command.arguments ?? []).map((argument, index) => argumentSpec(argument, index + 1)),
  ];
  return `    ${command.name})\n      _arguments \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')} ;;`;
}

function optionSpecs(name: string, option: Option): readonly string[] {
  const { short, value, isRepeatable = false, summary } = option;
  const spellings = [longFlag(name, option), ...(short ? [`-${short}`] : [])];
  const others = isRepeatable ? '*' : `(${spellings.join(' ')})`;
  const follows = value === undefined ? '' : `:${value}:${valueSpec(option)}`;
  return spellings.map((spelling) => quoted(`${others}${spelling}[${inBrackets(summary)}]${follows}`));
}

function valueSpec({ choices, completes }: Option): string {
  if (choices) return `(${choices.join(' ')})`;
  return completes === 'file' ? '_files' : ' ';
}

function argumentSpec({ name, choices, isOptional = false }: Argument, place: number): string {
  return quoted(`${place}:${isOptional ? ':' : ''}${name}:${choices ? `(${choices.join(' ')})` : ' '}`);
}

function inBrackets(text: string): string {
  return text.replaceAll(/[[\]\\]/g, (character) => `\\${character}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
