import { integer, nothing, optional, plainly } from '../kinds.js';
import { operation } from '../operation.js';

/** What a counter does, by the names on the wire. PROTOCOL.md, "Counter". */
export const counterOperations = {
  increment: operation([['by', optional(integer)]], plainly<number>()),
  decrement: operation([['by', optional(integer)]], plainly<number>()),
  get: operation([], plainly<number>()),
  set: operation([['value', integer]], nothing),
  reset: operation([], plainly<number>()),
};
