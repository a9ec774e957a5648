import { Command as Program, Argument as ProgramArgument, Option as ProgramOption } from 'commander';
import type { AnyCommand, Argument } from './command.js';
import type { ExitCode } from './exit-codes.js';
import { helpAfter } from './help.js';
import { description, flags, type Option } from './option.js';
import { type Given, valuesOf } from './values.js';
import type { World } from './world.js';

export interface ProgramDescription {
  readonly summary: string;
  version(): string;
  readonly commands: readonly AnyCommand[];
}

/**
 * The parser for a table of commands. It reports the exit code of the command that ran by `ended`; what is wrong with the
 * command line, or asked for as `--help`, it throws as `CommanderError` when it has told the user.
 */
export function programOf(
  { summary, version, commands }: ProgramDescription,
  world: World,
  ended: (code: ExitCode) => void,
): Program {
  const program = new Program('holdall')
    .description(summary)
    .version(version())
    .helpOption('-h, --help', 'tell how it is used')
    .helpCommand('help [command]', 'tell how a command is used')
    // Commands take both over from here.
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'holdall: ')) })
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .addHelpText(
      'after',
      '\n`holdall help COMMAND` tells more of each. `holdall serve` alone starts a broker for your own programs.',
    );
  for (const command of commands) add(program, command, world, ended);
  return program;
}

function add(program: Program, command: AnyCommand, world: World, ended: (code: ExitCode) => void): void {
  const { name, summary, text } = command;
  const ours = program.command(name).summary(summary).description(sentences(summary, text));
  for (const argument of command.arguments ?? []) ours.addArgument(parserArgument(argument));
  for (const [optionName, option] of Object.entries(command.options)) ours.addOption(parserOption(optionName, option));
  ours.addHelpText('after', helpAfter(command));
  ours.action(async () => {
    const values = valuesOf(command.options, givenTo(ours, Object.keys(command.options)), world.env);
    ended((await command.run(ours.processedArgs.flat() as (string | undefined)[], values, world)) ?? 0);
  });
}

export function argumentTerm({ name, isOptional = false, isRepeatable = false }: Argument): string {
  const term = `${name}${isRepeatable ? '...' : ''}`;
  return isOptional ? `[${term}]` : `<${term}>`;
}

/** The summary as a sentence, and what follows it. */
export function sentences(summary: string, text: string | undefined): string {
  const first = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return text === undefined ? first : `${first}\n\n${text}`;
}

function parserArgument(argument: Argument): ProgramArgument {
  const made = new ProgramArgument(argumentTerm(argument), argument.summary);
  return argument.choices ? made.choices(argument.choices) : made;
}

/** All that the parser itself is to know: it collects texts, whose sense and source is for `valuesOf` to see. */
function parserOption(name: string, option: Option): ProgramOption {
  const parserOption = new ProgramOption(flags(name, option), description(name, option));
  parserOption.helpGroup(`${option.group ?? 'Options'}:`);
  if (option.value !== undefined) {
    parserOption.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
  }
  return parserOption;
}

function givenTo(program: Program, names: readonly string[]): Given {
  const isGiven = (name: string) => program.getOptionValueSource(name) === 'cli';
  return Object.fromEntries(names.filter(isGiven).map((name) => [name, program.getOptionValue(name)]));
}
