import { amount } from '../encoded/arguments.js';
import { aValue, key, nothing, optional, plainly, value, whole } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What an array does, by the names on the wire. PROTOCOL.md, "Array". */
export const arrayOperations = {
  at: operation([['index', whole]], aValue, reading),
  set: operation(
    [
      ['index', whole],
      ['value', value],
    ],
    nothing,
  ),
  slice: operation(
    [
      ['start', optional(whole)],
      ['stop', optional(whole)],
      ['step', optional(whole)],
    ],
    aValue,
    reading,
  ),
  setSlice: operation(
    [
      ['start', optional(whole)],
      ['stop', optional(whole)],
      ['step', optional(whole)],
      ['values', value],
    ],
    nothing,
  ),
  length: operation([], plainly<number>(), reading),
  fill: operation(
    [
      ['value', value],
      ['start', optional(whole)],
      ['stop', optional(whole)],
    ],
    nothing,
  ),
  increment: operation(
    [
      ['index', whole],
      ['by', optional(amount)],
    ],
    aValue,
  ),
  compareAndSet: operation(
    [
      ['index', whole],
      ['expected', key],
      ['value', value],
    ],
    plainly<boolean>(),
  ),
  indexOf: operation(
    [
      ['value', key],
      ['start', optional(whole)],
      ['stop', optional(whole)],
    ],
    plainly<number>(),
    reading,
  ),
  includes: operation([['value', key]], plainly<boolean>(), reading),
  count: operation([['value', key]], plainly<number>(), reading),
};
