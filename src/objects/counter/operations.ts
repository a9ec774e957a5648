import { nothing, optional, plainly, whole } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What a counter does, by the names on the wire. PROTOCOL.md, "Counter". */
export const counterOperations = {
  increment: operation([['by', optional(whole)]], plainly<number>()),
  decrement: operation([['by', optional(whole)]], plainly<number>()),
  get: operation([], plainly<number>(), reading),
  set: operation([['value', whole]], nothing),
  reset: operation([], plainly<number>()),
};
