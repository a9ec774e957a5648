import { nothing, optional, plainly, positive } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What a semaphore does, bounded or not, by the names on the wire. PROTOCOL.md, "Semaphore". */
export const semaphoreOperations = {
  // Each is tried when it comes: what can never be granted is refused at once, also behind others.
  acquire: operation([['permits', optional(positive)]], nothing, { line: 'acquire', gathers: true }),
  release: operation([['permits', optional(positive)]], nothing, { frees: true }),
  value: operation([], plainly<number>(), reading),
};
