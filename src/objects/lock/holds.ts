/**
 * What this program has of locks, as far as it knows. After a wait on a condition the lock is held by a new grant: who got
 * the grant before finds the new one in the hold that both share.
 */
import type { Owner } from '../../../protocol/messages.js';

/** What one owner has of one lock, from its first grant to its last release. */
export interface Hold {
  /** The token of the latest grant. */
  token: number;
  /** Whether a holder died before one of the grants. */
  abandoned: boolean;
  /** How many grants share it. */
  grants: number;
}

/** By the proxy that acquired, and the owner; `undefined`: the session as a whole. */
const holds = new WeakMap<object, Map<Owner | undefined, Hold>>();

/** A lock was granted. `level` is how often its owner has it now. */
export function granted(
  lock: object,
  owner: Owner | undefined,
  [token, abandoned, level = 1]: readonly [token: number, abandoned: boolean, level?: number],
): Hold {
  const ofLock = holds.get(lock) ?? new Map<Owner | undefined, Hold>();
  holds.set(lock, ofLock);
  const known = level > 1 ? ofLock.get(owner) : undefined;
  const hold = known ?? { token, abandoned, grants: 0 };
  hold.grants++;
  ofLock.set(owner, hold);
  return hold;
}

/** The lock was granted again, to the same grants, after a wait. */
export function renew(lock: object, owner: Owner | undefined, token: number, abandoned: boolean): void {
  const hold = holds.get(lock)?.get(owner);
  if (hold === undefined) return;
  hold.token = token;
  hold.abandoned ||= abandoned;
}

/** One grant was released. */
export function givenBack(lock: object, owner: Owner | undefined): void {
  const ofLock = holds.get(lock);
  const hold = ofLock?.get(owner);
  if (hold !== undefined && --hold.grants === 0) ofLock?.delete(owner);
}
