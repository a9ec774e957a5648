import { aValue, flag, list, listOf, nothing, number, option, optional, plainly, positive, value } from '../kinds.js';
import { operation } from '../operation.js';

const putting = {
  line: 'put',
  late: { error: 'FULL', message: 'the queue had no free slot in the time given' },
} as const;
const getting = { line: 'get', late: { error: 'EMPTY', message: 'the queue had no item in the time given' } } as const;

/** What a queue does, by the names on the wire. PROTOCOL.md, "Queue". */
export const queueOperations = {
  put: operation(
    [
      ['value', value],
      ['priority', option(optional(number))],
    ],
    nothing,
    putting,
  ),
  putMany: operation(
    [
      ['values', list(value)],
      ['priority', option(optional(number))],
    ],
    nothing,
    putting,
  ),
  get: operation([], aValue, getting),
  getMany: operation([['max', positive]], listOf(aValue), getting),
  peek: operation([], aValue),
  drain: operation([], listOf(aValue)),
  clear: operation([], plainly<number>()),
  qsize: operation([], plainly<number>()),
  empty: operation([], plainly<boolean>()),
  full: operation([], plainly<boolean>()),
  taskDone: operation([['count', optional(positive)]], nothing),
  join: operation([], nothing, { line: 'join' }),
  shutdown: operation([['immediate', option(optional(flag))]], nothing),
};
