import { nothing, optional, plainly, positive } from '../kinds.js';
import { operation, reading } from '../operation.js';

/**
 * What `acquire` answers: the token, which grows with every first grant, whether the holder before died holding the lock,
 * and how often its owner has it now.
 */
export type GrantedAgain = readonly [token: number, abandoned: boolean, level: number];

/** What a reentrant lock does, by the names on the wire. PROTOCOL.md, "RLock". */
export const rLockOperations = {
  // Tried at once, also behind others: who has the lock must not wait for those who wait for it. Others never find it free
  // while somebody waits, as whatever frees it is followed by the trial of who waits.
  acquire: operation([], plainly<GrantedAgain>(), { line: 'acquire', gathers: true, together: true }),
  release: operation([['token', optional(positive)]], nothing, { frees: true }),
  locked: operation([], plainly<boolean>(), reading),
};
