/** Kinds of arguments for operations that look into values. PROTOCOL.md, "Arguments and results". */
import { ArgumentError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { describe } from '../describe.js';
import { keyBytes } from '../keys.js';
import { type ArgumentKind, key, list } from '../kinds.js';
import { numberIn } from './numbers.js';
import type { Path } from './paths.js';
import { endOf } from './pieces.js';

/** A finite number or a `BigInt`, encoded as a key: what a number changes by. */
export const amount: ArgumentKind<number | bigint, number | bigint> = {
  encode(given, codec, what) {
    if (typeof given !== 'bigint' && !Number.isFinite(given)) throw noAmount(what, given);
    return codec.encodeKey(given, what);
  },
  admit(wire, admission, what) {
    const number = numberIn(keyBytes(key.admit(wire, admission, what)));
    if (number === undefined || (typeof number === 'number' && !Number.isFinite(number))) throw noAmount(what, wire);
    return number;
  },
};

function noAmount(what: string, got: unknown): ArgumentError {
  return new ArgumentError(`${what} must be a finite number or a BigInt; got ${describe(got)}`);
}

/** The steps to something inside a value, at least one: names of fields, indexes, keys of a `Map`. */
export const path: ArgumentKind<readonly unknown[], Path> = {
  encode(given, codec, what) {
    checkSteps(given, what);
    return list(key).encode(given, codec, what);
  },
  admit(wire, admission, what) {
    checkSteps(wire, what);
    return list(key)
      .admit(wire, admission, what)
      .map((step, index) => oneItem(keyBytes(step), `${what}[${index}]`));
  },
};

function checkSteps(given: unknown, what: string): void {
  const got = Array.isArray(given) ? `one of ${given.length}` : describe(given);
  if (Array.isArray(given) && given.length > 0 && given.length <= limits.valueDepth) return;
  throw new ArgumentError(
    `${what} must be an array of 1 to ${limits.valueDepth} steps, as ["users", 0, "name"]; got ${got}`,
  );
}

/** A step becomes part of values: more than one item would break what it is put into. */
function oneItem(bytes: Uint8Array, what: string): Uint8Array {
  if (endOf(bytes, 0) === bytes.length) return bytes;
  throw new ArgumentError(`${what} must be an encoded key; it has more than one item`);
}
