import { ArgumentError } from '../../protocol/errors.js';
import { describe } from './describe.js';

/** What an iterable holds, as an array. Throws `ArgumentError`, naming `what`, for something else. */
export function arrayOf<T>(values: Iterable<T>, what: string): T[] {
  if (typeof values === 'string' || isIterable(values)) return [...values];
  throw new ArgumentError(`${what} must be an array or another iterable; got ${describe(values)}`);
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function';
}
