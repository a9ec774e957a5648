import type { AnyCommand } from '../command.js';
import { longFlag, type Option } from '../option.js';

/** A completion for fish, to lie in `~/.config/fish/completions/holdall.fish`. */
export function fishCompletion(commands: readonly AnyCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = [
    '# fish completion for holdall: holdall completion fish > ~/.config/fish/completions/holdall.fish',
    'complete -c holdall -f',
    `complete -c holdall -n __fish_use_subcommand -l help -d ${quoted('tell how it is used')}`,
    `complete -c holdall -n __fish_use_subcommand -l version -d ${quoted('tell the version')}`,
    `complete -c holdall -n __fish_use_subcommand -a help -d ${quoted('tell how a command is used')}`,
    `complete -c holdall -n '__fish_seen_subcommand_from help' -a ${quoted(names)}`,
    ...commands.flatMap(linesOf),
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf(command: AnyCommand): readonly string[] {
  const { name, summary, options } = command;
  const within = `complete -c holdall -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c holdall -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...(command.arguments ?? []).flatMap(({ choices }) =>
      choices ? [`${within} -a ${quoted(choices.join(' '))}`] : [],
    ),
    ...Object.entries(options).map(([optionName, option]) => `${within} ${optionWords(optionName, option)}`),
    `${within} -l help -d ${quoted('tell how it is used')}`,
  ];
}

function optionWords(name: string, option: Option): string {
  const short = option.short ? ` -s ${option.short}` : '';
  return `-l ${longFlag(name, option).slice('--'.length)}${short}${valueSpec(option)} -d ${quoted(option.summary)}`;
}

function valueSpec({ value, choices, completes }: Option): string {
  if (value === undefined) return '';
  if (choices) return ` -x -a ${quoted(choices.join(' '))}`;
  return completes === 'file' ? ' -r -F' : ' -x';
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;
}
