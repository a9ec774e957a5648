import { amount, path } from '../encoded/arguments.js';
import {
  aBoxed,
  anEntry,
  aValue,
  duration,
  entry,
  key,
  list,
  listOf,
  nothing,
  option,
  optional,
  plainly,
  plainlyOrNothing,
  positive,
  type ResultKind,
  value,
} from '../kinds.js';
import { operation, reading } from '../operation.js';

/** Some of the entries, in order. */
export interface Page {
  readonly entries: readonly (readonly [unknown, unknown])[];
  /** Where the next page begins; `undefined` behind the last. */
  readonly after: number | undefined;
  /** How often keys had come or gone by then. */
  readonly changes: number;
}

const aPage: ResultKind<Page> = {
  decode(wire, codec) {
    const [entries, after, changes] = wire as [unknown, number | null, number];
    return { entries: listOf(anEntry).decode(entries, codec), after: after ?? undefined, changes };
  },
};

const ttl = ['ttl', option(optional(duration))] as const;

/** What a dict does, by the names on the wire. PROTOCOL.md, "Dict". */
export const dictOperations = {
  get: operation([['key', key]], aValue, reading),
  getMany: operation([['keys', list(key)]], listOf(aBoxed), reading),
  set: operation([['key', key], ['value', value], ttl], nothing),
  setIfAbsent: operation([['key', key], ['value', value], ttl], plainly<boolean>()),
  setDefault: operation([['key', key], ['value', value], ttl], aValue),
  update: operation([['entries', list(entry)], ttl], nothing),
  compareAndSet: operation([['key', key], ['expected', key], ['value', value], ttl], plainly<boolean>()),
  compareAndDelete: operation(
    [
      ['key', key],
      ['expected', key],
    ],
    plainly<boolean>(),
  ),
  increment: operation(
    [
      ['key', key],
      ['by', optional(amount)],
    ],
    aValue,
  ),
  has: operation([['key', key]], plainly<boolean>(), reading),
  delete: operation([['key', key]], plainly<boolean>()),
  deleteMany: operation([['keys', list(key)]], plainly<number>()),
  size: operation([], plainly<number>(), reading),
  clear: operation([], nothing),
  keys: operation([], listOf(aValue), reading),
  values: operation([], listOf(aValue), reading),
  entries: operation([], listOf(anEntry), reading),
  page: operation(
    [
      ['after', optional(positive)],
      ['changes', optional(positive)],
    ],
    aPage,
    reading,
  ),
  pop: operation(
    [
      ['key', key],
      ['default', option(value)],
    ],
    aValue,
  ),
  popItem: operation([], anEntry),
  ttl: operation([['key', key]], plainlyOrNothing<number>(), reading),
  expire: operation(
    [
      ['key', key],
      ['ttl', optional(duration)],
    ],
    nothing,
  ),
  getIn: operation(
    [
      ['key', key],
      ['path', path],
    ],
    aValue,
    reading,
  ),
  setIn: operation(
    [
      ['key', key],
      ['path', path],
      ['value', value],
    ],
    nothing,
  ),
  incrementIn: operation(
    [
      ['key', key],
      ['path', path],
      ['by', optional(amount)],
    ],
    aValue,
  ),
  deleteIn: operation(
    [
      ['key', key],
      ['path', path],
    ],
    plainly<boolean>(),
  ),
};
