import { ifInTime, runHolding } from '../holding.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { LockGrant } from './grant.js';
import { givingBack, holdOf } from './holds.js';
import { lockOperations } from './operations.js';

/** How a lock is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface LockOptions {
  /**
   * Whether the lock belongs to the program that acquired it: only that can release it, and its end does. `false` is
   * Python's rule: anyone may release it, and a holder that ends leaves it locked. Default: true.
   */
  readonly robust?: boolean;
}

/**
 * A mutual exclusion lock, as Python's `threading.Lock`, but owned by the session that acquired it. Not reentrant:
 * who acquires it twice waits for itself. PROTOCOL.md, "Lock".
 */
export class SharedLock extends SharedObject<typeof lockOperations> {
  constructor(reference: Reference) {
    super(reference, lockOperations);
  }

  /**
   * Waits for the lock. Use it with `await using grant = await lock.acquire()`.
   * Rejects with `TimeoutError` when it was not to be had in time; `tryAcquire` resolves to `undefined` instead.
   */
  async acquire(options?: CallOptions): Promise<LockGrant> {
    const acquired = await this.acquireKept(() => this.invoke('acquire', [], options), 'release');
    return new LockGrant(this, undefined, acquired);
  }

  /** The lock if it is to be had within `timeout` (default: 0, at once); `undefined` if not, as Python's `False`. */
  tryAcquire(options?: CallOptions): Promise<LockGrant | undefined> {
    return ifInTime((limited) => this.acquire(limited), options);
  }

  /**
   * Releases the lock that this session holds, or only the grant shown. Rejects with `NotLockedError` if nobody holds
   * it, and with `NotOwnerError` if somebody else does or the grant was released before; of a lock that is not robust,
   * anyone may release the grant there is.
   */
  async release(grant?: LockGrant, options?: CallOptions): Promise<void> {
    if (grant !== undefined) return LockGrant.giveBack(grant, this, 'lock.release', options);
    return givingBack(holdOf(this, undefined), () => this.invoke('release', [], options));
  }

  locked(options?: CallOptions): Promise<boolean> {
    return this.invoke('locked', [], options);
  }

  /** Runs `fn` while holding the lock, and releases it when `fn` returns, resolves, throws or rejects. */
  run<R>(fn: (grant: LockGrant) => R | PromiseLike<R>, options?: CallOptions): Promise<R> {
    return runHolding('lock.run', () => this.acquire(options), fn);
  }
}
