import { anEntry, aValue, entry, key, list, listOf, nothing, option, plainly, value } from '../kinds.js';
import { operation } from '../operation.js';

/** What a dict does, by the names on the wire. PROTOCOL.md, "Dict". */
export const dictOperations = {
  get: operation([['key', key]], aValue),
  set: operation(
    [
      ['key', key],
      ['value', value],
    ],
    nothing,
  ),
  has: operation([['key', key]], plainly<boolean>()),
  delete: operation([['key', key]], plainly<boolean>()),
  size: operation([], plainly<number>()),
  clear: operation([], nothing),
  keys: operation([], listOf(aValue)),
  values: operation([], listOf(aValue)),
  entries: operation([], listOf(anEntry)),
  pop: operation(
    [
      ['key', key],
      ['default', option(value)],
    ],
    aValue,
  ),
  popItem: operation([], anEntry),
  setDefault: operation(
    [
      ['key', key],
      ['value', value],
    ],
    aValue,
  ),
  update: operation([['entries', list(entry)]], nothing),
};
