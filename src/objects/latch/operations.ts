import { optional, plainly, positive } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What a latch does, by the names on the wire. PROTOCOL.md, "Latch". */
export const latchOperations = {
  countDown: operation([['by', optional(positive)]], plainly<number>()),
  count: operation([], plainly<number>(), reading),
  wait: operation([], plainly<boolean>(), { ...reading, line: 'wait', late: { result: false } }),
};
