/** Checks of options, for the tables in the types' definitions. */
import type { Plain } from '../../protocol/messages.js';
import type { Option } from './contract.js';

/** One of a few words; the first is the default. */
export function oneOf(...words: readonly [string, ...string[]]): Option {
  return {
    byDefault: words[0],
    wrong: (given) => (words.includes(given as string) ? undefined : `one of ${words.map((w) => `"${w}"`).join(', ')}`),
  };
}

/** A whole number from 0. */
export function count(byDefault: number): Option {
  const isRight = (given: Plain) => Number.isSafeInteger(given) && (given as number) >= 0;
  return { byDefault, wrong: (given) => (isRight(given) ? undefined : 'a whole number of 0 or more') };
}
