import { ArgumentError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { describe } from '../describe.js';
import { amount } from '../encoded/arguments.js';
import {
  type ArgumentKind,
  aValue,
  key,
  list,
  listOf,
  nothing,
  optional,
  plain,
  plainly,
  type ResultKind,
  value,
} from '../kinds.js';
import { operation, reading } from '../operation.js';
import type { Stored } from '../stored.js';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The name of an attribute. UTF-8 does not hold half a character, and readers may drop a byte order mark: two names would
 * become one. And `__proto__` is no field of a plain object, which `toObject` gives.
 */
const attributeName = plain(
  `the name of an attribute, a string of 1 to ${limits.nameBytes} bytes other than "__proto__"`,
  (given): given is string =>
    typeof given === 'string' &&
    !['', '__proto__'].includes(given) &&
    !given.startsWith(BYTE_ORDER_MARK) &&
    !/\p{Surrogate}/u.test(given) &&
    Buffer.byteLength(given) <= limits.nameBytes,
);

/** A name and its value. */
const attribute: ArgumentKind<readonly [string, unknown], readonly [string, Stored]> = {
  encode: ([name, given], codec, what) => [
    attributeName.encode(name, codec, `${what} name`),
    value.encode(given, codec, `${what} value`),
  ],
  admit(wire, admission, what) {
    if (!Array.isArray(wire) || wire.length !== 2) {
      throw new ArgumentError(`${what} must be a pair of name and value; got ${describe(wire)}`);
    }
    return [attributeName.admit(wire[0], admission, `${what} name`), value.admit(wire[1], admission, `${what} value`)];
  },
};

const anAttribute: ResultKind<[string, unknown]> = {
  decode(wire, codec) {
    const [name, encoded] = wire as [string, unknown];
    return [name, aValue.decode(encoded, codec)];
  },
};

/** What a namespace does, by the names on the wire. PROTOCOL.md, "Namespace". */
export const namespaceOperations = {
  get: operation([['name', attributeName]], aValue, reading),
  set: operation(
    [
      ['name', attributeName],
      ['value', value],
    ],
    nothing,
  ),
  delete: operation([['name', attributeName]], nothing),
  has: operation([['name', attributeName]], plainly<boolean>(), reading),
  update: operation([['attributes', list(attribute)]], nothing),
  names: operation([], plainly<string[]>(), reading),
  entries: operation([], listOf(anAttribute), reading),
  increment: operation(
    [
      ['name', attributeName],
      ['by', optional(amount)],
    ],
    aValue,
  ),
  compareAndSet: operation(
    [
      ['name', attributeName],
      ['expected', key],
      ['value', value],
    ],
    plainly<boolean>(),
  ),
};
