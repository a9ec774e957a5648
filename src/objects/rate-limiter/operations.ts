import { nothing, optional, plainly, positive } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What a rate limiter does, by the names on the wire. PROTOCOL.md, "Rate limiter". */
export const rateLimiterOperations = {
  // Each is tried when it comes: what can never be granted is refused at once, also behind others.
  acquire: operation([['count', optional(positive)]], nothing, { line: 'acquire', gathers: true }),
  available: operation([], plainly<number>(), reading),
  reset: operation([], nothing),
};
