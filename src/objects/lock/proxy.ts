import { ArgumentError, TimeoutError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import { type CallOptions, type Reference, SharedObject, withTimeout } from '../shared-object.js';
import type { Fence } from './fence.js';
import { lockOperations } from './operations.js';

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
    const [token, abandoned] = await this.invoke('acquire', [], options);
    return new LockGrant(this, token, abandoned);
  }

  /** The lock if it is to be had within `timeout` (default: 0, at once); `undefined` if not, as Python's `False`. */
  async tryAcquire(options?: CallOptions): Promise<LockGrant | undefined> {
    try {
      return await this.acquire(options?.timeout === undefined ? withTimeout(options, 0) : options);
    } catch (error) {
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  }

  /**
   * Releases the lock that this session holds, or only the grant shown. Rejects with `NotLockedError` if nobody holds
   * it, and with `NotOwnerError` if somebody else does.
   */
  async release(grant?: LockGrant, options?: CallOptions): Promise<void> {
    if (grant !== undefined && !(grant instanceof LockGrant)) {
      throw new ArgumentError(`argument grant of lock.release must be what acquire gave; got ${describe(grant)}`);
    }
    return this.invoke('release', [grant?.fence.token], options);
  }

  locked(options?: CallOptions): Promise<boolean> {
    return this.invoke('locked', [], options);
  }

  /** Runs `fn` while holding the lock, and releases it when `fn` returns, resolves, throws or rejects. */
  async run<R>(fn: (grant: LockGrant) => R | PromiseLike<R>, options?: CallOptions): Promise<R> {
    if (typeof fn !== 'function') {
      throw new ArgumentError(`argument fn of lock.run must be a function; got ${describe(fn)}`);
    }
    await using grant = await this.acquire(options);
    return await fn(grant);
  }
}

/** The lock, held. Disposing of it releases it. */
export class LockGrant implements AsyncDisposable {
  /** Proof of this grant: show it with `{ fence }` to what the lock protects. */
  readonly fence: Fence;
  /** Whether the holder before ended without releasing: what the lock protects may be half done. */
  readonly abandoned: boolean;
  readonly #lock: SharedLock;
  #released: Promise<void> | undefined;

  constructor(lock: SharedLock, token: number, abandoned: boolean) {
    this.#lock = lock;
    this.fence = { lock, token };
    this.abandoned = abandoned;
  }

  /** Releases the lock. Calling it again does nothing more. */
  release(): Promise<void> {
    this.#released ??= this.#lock.release(this);
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}
