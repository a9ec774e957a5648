/** Checks of options: those for the tables in the types' definitions, and the one for all options that a program gives. */
import { ArgumentError } from '../../protocol/errors.js';
import type { Plain } from '../../protocol/messages.js';
import type { Option } from './contract.js';
import { describe } from './describe.js';
import { isPlainObject } from './plain-objects.js';

/** One of a few words; the first is the default. */
export function oneOf(...words: readonly [string, ...string[]]): Option {
  return option(words[0], isAmong(words), wantedAmong(words));
}

/** One of a few words, or none. */
export function maybeOneOf(...words: readonly string[]): Option {
  return option(null, isAmong(words), wantedAmong(words));
}

/** An option without which no new object can be made: whatever its default was, there is none. */
export function needed(option: Option): Option {
  return {
    ...option,
    byDefault: null,
    isNeeded: true,
    wrong: (given) => (given === null ? undefined : option.wrong(given)),
  };
}

/** True or false. */
export function flag(byDefault: boolean): Option {
  return option(byDefault, (given) => typeof given === 'boolean', 'true or false');
}

/** A whole number of either sign. */
export function whole(byDefault: number): Option {
  return option(byDefault, Number.isSafeInteger, 'a whole number');
}

/** A whole number from `least`. Where there is no default, `null` stands for what is not given. */
export function wholeFrom(least: number, byDefault: number | null = null): Option {
  const isRight = (given: Plain) => Number.isSafeInteger(given) && (given as number) >= least;
  return option(byDefault, isRight, `a whole number of ${least} or more`);
}

/** A number from `least` to `most`. Where there is no default, `null` stands for what is not given. */
export function numberWithin(least: number, most: number, byDefault: number | null): Option {
  const isRight = (given: Plain) => typeof given === 'number' && given >= least && given <= most;
  return option(byDefault, isRight, `a number from ${least} to ${most}`);
}

/** A time in milliseconds; none by default. */
export const milliseconds: Option = option(
  null,
  (given) => Number.isFinite(given) && (given as number) >= 0,
  'a number of 0 or more milliseconds; leave it out for no limit',
);

/** An object of one of these types; none by default. */
export function reference(...types: readonly [string, ...string[]]): Option {
  return { ...option(null, Number.isSafeInteger, 'a handle, or nil'), refersTo: types };
}

/** An object of one of these types, whose content the new object passes on; none by default. */
export function source(...types: readonly [string, ...string[]]): Option {
  return { ...basis(...types), isSource: true };
}

/** An object of one of these types, without which the new object is nothing; none by default. */
export function basis(...types: readonly [string, ...string[]]): Option {
  return { ...reference(...types), isBasis: true };
}

/** A value of the user's that a new object begins with; none by default. */
export const initialValue: Option = {
  ...option(null, (given) => given instanceof Uint8Array, 'an encoded value, or nil'),
  holdsValue: true,
};

/** The default is right whatever else is: of options that have none of their own, it is `null`. */
function option(byDefault: Plain, isRight: (given: Plain) => boolean, wanted: string): Option {
  return { byDefault, wrong: (given) => (given === byDefault || isRight(given) ? undefined : wanted) };
}

function isAmong(words: readonly string[]): (given: Plain) => boolean {
  return (given) => words.includes(given as string);
}

function wantedAmong(words: readonly string[]): string {
  return `one of ${words.map((word) => `"${word}"`).join(', ')}`;
}

/**
 * Throws `ArgumentError` unless `given` is an object whose fields are among `known`, for programs that no compiler has
 * checked: what is taken for "no options" silently may wait for ever. `what` says whose options they are.
 */
export function checkOptions(given: unknown, known: readonly string[], what: string): asserts given is object {
  if (!isPlainObject(given)) {
    const example = known[0] === undefined ? 'without fields, as it has none' : `as { ${known[0]}: … }`;
    throw new ArgumentError(`the options of ${what} must be a plain object, ${example}; got ${describe(given)}`);
  }
  checkOptionNames(given, known, what);
}

/** Throws `ArgumentError` for a field that is not among `known`. */
export function checkOptionNames(given: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const choice = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  throw new ArgumentError(`${what} has no option ${describe(unknown)}; ${choice}`);
}

/** Throws `ArgumentError` for the option `name` of `what` that is neither true nor false. */
export function checkFlag(given: unknown, name: string, what: string): asserts given is boolean {
  if (typeof given === 'boolean') return;
  throw new ArgumentError(`${name} of ${what} must be true or false; got ${describe(given)}`);
}
