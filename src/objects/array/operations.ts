import { aValue, integer, key, nothing, optional, plainly, value } from '../kinds.js';
import { operation } from '../operation.js';

/** What an array does, by the names on the wire. PROTOCOL.md, "Array". */
export const arrayOperations = {
  at: operation([['index', integer]], aValue),
  set: operation(
    [
      ['index', integer],
      ['value', value],
    ],
    nothing,
  ),
  slice: operation(
    [
      ['start', optional(integer)],
      ['stop', optional(integer)],
      ['step', optional(integer)],
    ],
    aValue,
  ),
  setSlice: operation(
    [
      ['start', optional(integer)],
      ['stop', optional(integer)],
      ['step', optional(integer)],
      ['values', value],
    ],
    nothing,
  ),
  length: operation([], plainly<number>()),
  fill: operation(
    [
      ['value', value],
      ['start', optional(integer)],
      ['stop', optional(integer)],
    ],
    nothing,
  ),
  increment: operation(
    [
      ['index', integer],
      ['by', optional(value)],
    ],
    aValue,
  ),
  compareAndSet: operation(
    [
      ['index', integer],
      ['expected', key],
      ['value', value],
    ],
    plainly<boolean>(),
  ),
  indexOf: operation(
    [
      ['value', key],
      ['start', optional(integer)],
      ['stop', optional(integer)],
    ],
    plainly<number>(),
  ),
  includes: operation([['value', key]], plainly<boolean>()),
  count: operation([['value', key]], plainly<number>()),
};
