import { nothing, optional, plainly, positive } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What `acquire` answers: the grant's token, and whether the holder before died holding the lock. */
export type Granted = readonly [token: number, abandoned: boolean];

/** What a lock does, by the names on the wire. PROTOCOL.md, "Lock". */
export const lockOperations = {
  acquire: operation([], plainly<Granted>(), { line: 'acquire' }),
  release: operation([['token', optional(positive)]], nothing, { frees: true }),
  locked: operation([], plainly<boolean>(), reading),
};
