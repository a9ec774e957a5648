import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { checkOptions } from '../../objects/options.js';
import type { TaskOptions } from '../tasks/submission.js';

const names: Readonly<Record<keyof TaskOptions, true>> = {
  signal: true,
  timeout: true,
  priority: true,
  key: true,
  retries: true,
  onReport: true,
};

/** Throws `ArgumentError` for what are not the options of a task, or of a map (then with `others`). `what` takes them. */
export function checkTaskOptions(given: TaskOptions, what: string, others: readonly string[] = []): void {
  checkOptions(given, [...Object.keys(names), ...others], what);
  const { signal, timeout, priority, key, retries, onReport } = given;
  positive(timeout, 'timeout', 'milliseconds');
  whole(retries, 0, 'retries');
  mustBe(signal, signal instanceof AbortSignal, 'signal', 'an AbortSignal');
  mustBe(priority, Number.isFinite(priority), 'priority', 'a number, of which the smallest goes first');
  mustBe(key, typeof key === 'string' || typeof key === 'number', 'key', 'a string or a number');
  mustBe(onReport, typeof onReport === 'function', 'onReport', 'a function');
}

/** Gives back a whole number that is not below `least`, or nothing. Throws `ArgumentError` for anything else. */
export function whole(given: number | undefined, least: number, name: string): number | undefined {
  const isRight = Number.isSafeInteger(given) && (given as number) >= least;
  return mustBe(given, isRight, name, `a whole number of ${least} or more`);
}

/** The same for a number above 0. */
export function positive(given: number | undefined, name: string, unit: string): number | undefined {
  return mustBe(given, typeof given === 'number' && given > 0, name, `more than 0 ${unit}`);
}

/** The same for a number that is not below 0. */
export function notNegative(given: number | undefined, name: string, unit: string): number | undefined {
  return mustBe(given, typeof given === 'number' && given >= 0, name, `0 or more ${unit}`);
}

/** The same for anything else; `undefined` is what is left out, and always right. */
export function mustBe<T>(given: T | undefined, isRight: boolean, name: string, wanted: string): T | undefined {
  if (given === undefined || isRight) return given;
  throw new ArgumentError(`${name} must be ${wanted}; got ${describe(given)}`);
}
