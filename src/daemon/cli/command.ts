import type { ExitCode } from './exit-codes.js';
import type { AnyValues, Options, Values } from './option.js';
import type { World } from './world.js';

export interface Argument {
  readonly name: string;
  readonly summary: string;
  readonly isOptional?: boolean;
  /** It takes what is left of the command line, and stands last. */
  readonly isRepeatable?: boolean;
  readonly choices?: readonly string[];
}

export interface Example {
  readonly line: string;
  readonly what: string;
}

/** A command of `holdall`: all that parsing, help, completion and docs/cli.md need to know of it, and what it does. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  readonly arguments?: readonly Argument[];
  /** One line for the list of commands. */
  readonly summary: string;
  /** The rest, in sentences; paragraphs have empty lines between. */
  readonly text?: string;
  readonly options: O;
  readonly examples: readonly Example[];
  /** Environment variables that are no options. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The codes it can end with beside 0 and 2, which all have. */
  readonly exitCodes: readonly ExitCode[];
  /** Resolves with its exit code, 0 if it says none. Errors are the caller's to tell. */
  run(args: readonly (string | undefined)[], options: Values<O>, world: World): Promise<ExitCode | undefined>;
}

/** A command whose own types are forgotten: the table has many kinds. */
export interface AnyCommand extends Omit<Command, 'run'> {
  run(args: readonly (string | undefined)[], options: AnyValues, world: World): Promise<ExitCode | undefined>;
}

/** Makes an entry of the table. What `run` is given has the types that the options say. */
export function command<const O extends Options>(description: Command<O>): AnyCommand {
  // Values are made from the very options that `Values` is derived from.
  return { ...description, run: (args, options, world) => description.run(args, options as Values<O>, world) };
}
