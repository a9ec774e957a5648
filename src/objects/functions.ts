import { ArgumentError } from '../../protocol/errors.js';
import { describe } from './describe.js';

/** Throws `ArgumentError`, naming `what`, for what is no function: before anything is done that it would come after. */
export function checkFunction(given: unknown, what: string): void {
  if (typeof given !== 'function') throw new ArgumentError(`${what} must be a function; got ${describe(given)}`);
}
