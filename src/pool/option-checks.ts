import { ArgumentError } from '../../protocol/errors.js';
import { describe } from '../objects/describe.js';
import { checkOptions } from '../objects/options.js';
import type { TaskOptions } from './submission.js';

const names: Readonly<Record<keyof TaskOptions, true>> = {
  signal: true,
  timeout: true,
  priority: true,
  key: true,
  retries: true,
  onReport: true,
};

/** Throws `ArgumentError` for what are not the options of a task, or of a map (then with `others`). `what` takes them. */
export function checkTaskOptions(given: unknown, what: string, others: readonly string[] = []): void {
  checkOptions(given, [...Object.keys(names), ...others], what);
}

/** Throws `ArgumentError` for what is neither a number of things nor left out. */
export function checkCount(count: unknown, what: string): void {
  if (count === undefined || (Number.isSafeInteger(count) && (count as number) >= 1)) return;
  throw new ArgumentError(`${what} must be a whole number of 1 or more; got ${describe(count)}`);
}
