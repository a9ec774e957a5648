import { nothing, optional, plainly, positive } from '../kinds.js';
import { operation } from '../operation.js';

/** What a rate limiter does, by the names on the wire. PROTOCOL.md, "Rate limiter". */
export const rateLimiterOperations = {
  acquire: operation([['count', optional(positive)]], nothing, { line: 'acquire' }),
  available: operation([], plainly<number>()),
  reset: operation([], nothing),
};
