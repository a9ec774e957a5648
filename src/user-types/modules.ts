import { ArgumentError } from '../../protocol/errors.js';
import { describe } from '../objects/describe.js';

/**
 * The URL of a module that defines shared types. Throws `ArgumentError`, which names `what` was given it, for anything that
 * another process could not import.
 */
export function moduleUrl(given: unknown, what: string): string {
  const text = given instanceof URL ? given.href : given;
  const protocol = typeof text === 'string' && URL.canParse(text) ? new URL(text).protocol : undefined;
  if (protocol === 'file:' || protocol === 'data:') return text as string;
  throw new ArgumentError(
    `${what} takes the file: or data: URLs of modules, as import.meta.url or new URL('./types.js', import.meta.url); got ${describe(given)}`,
  );
}

/** The URLs of several modules. Throws `ArgumentError` for what is no array of them. */
export function moduleUrls(given: unknown, what: string): string[] {
  checkArray(given, what);
  return given.map((each) => moduleUrl(each, what));
}

export function checkArray(given: unknown, what: string): asserts given is readonly unknown[] {
  if (!Array.isArray(given)) throw new ArgumentError(`${what} must be an array; got ${describe(given)}`);
}
