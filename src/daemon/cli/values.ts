import { ArgumentError } from '../../../protocol/errors.js';
import { guess } from './nearest.js';
import { type AnyValues, longFlag, type Option, type Options, variable } from './option.js';
import { yesOrNo } from './parsers.js';

/** What the command line said of an option: texts, in their order, or whether a switch is on. */
export type Given = Readonly<Record<string, readonly string[] | boolean>>;

/**
 * The values of all options: from the command line, else from the environment, else the default. An empty variable is as
 * none. Throws `ArgumentError` that names every mistake, a line each.
 */
export function valuesOf(options: Options, given: Given, env: NodeJS.ProcessEnv): AnyValues {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    try {
      const value = fromCommandLine(name, option, given[name]) ?? fromEnvironment(name, option, env) ?? option.default;
      if (value !== undefined) values[name] = value;
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      mistakes.push(error.message);
    }
  }
  if (mistakes.length > 0) throw new ArgumentError(mistakes.join('\n'));
  return values;
}

function fromCommandLine(name: string, option: Option, given: readonly string[] | boolean | undefined): unknown {
  if (given === undefined || typeof given === 'boolean') return given;
  const flag = longFlag(name, option);
  const values = given.map((text) => parsed(option, text, `${flag} ${text}`));
  return option.isRepeatable ? values : values.at(-1);
}

function fromEnvironment(name: string, option: Option, env: NodeJS.ProcessEnv): unknown {
  const from = variable(name, option);
  const text = from && env[from];
  if (!text) return undefined;
  const source = `environment variable ${from}=${text}`;
  if (option.value === undefined) return parsed({ ...option, parse: yesOrNo }, text, source);
  if (!option.isRepeatable) return parsed(option, text, source);
  return text
    .split(/\s+/)
    .filter((each) => each !== '')
    .map((each) => parsed(option, each, source));
}

function parsed(option: Option, text: string, source: string): unknown {
  const { choices, parse } = option;
  if (choices && !choices.includes(text)) {
    throw new ArgumentError(`${source}: it must be one of ${choices.join(', ')}${guess(text, choices)}`);
  }
  try {
    return parse ? parse(text) : text;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(`${source}: ${error.message}`);
  }
}
