import { ArgumentError } from '../../protocol/errors.js';
import { describe } from './describe.js';

/** What an iterable holds, as an array. Throws `ArgumentError`, naming `what`, for something else. */
export function arrayOf<T>(values: Iterable<T>, what: string): T[] {
  const isIterable = typeof values === 'object' && values !== null && Symbol.iterator in values;
  if (isIterable || typeof values === 'string') return [...values];
  throw new ArgumentError(`${what} must be an array or another iterable; got ${describe(values)}`);
}
