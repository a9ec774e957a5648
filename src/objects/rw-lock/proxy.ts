import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import { dispose, ifInTime, Return, runHolding } from '../holding.js';
import type { Fence } from '../lock/fence.js';
import type { Granted } from '../lock/operations.js';
import type { Loss } from '../loss.js';
import { type Acquired, type CallOptions, type Reference, referenceOf, SharedObject } from '../shared-object.js';
import { type RwLockStatus, rwLockOperations } from './operations.js';

/**
 * A lock that many readers or one writer hold at a time. Served in the order of arrival: readers who come after a writer
 * that waits wait behind it. Grants belong to the program that acquired them, and end with it; it may have several read
 * grants. A reader who wants to write must release first: who holds a grant and waits to write waits for itself.
 * PROTOCOL.md, "RwLock".
 */
export class SharedRwLock extends SharedObject<typeof rwLockOperations> {
  constructor(reference: Reference) {
    super(reference, rwLockOperations);
  }

  /**
   * Waits until nobody writes, and keeps writers out. Use it with `await using grant = await rwLock.acquireRead()`.
   * Rejects with `TimeoutError` when it was not to be had in time; `tryAcquireRead` resolves to `undefined` instead.
   */
  async acquireRead(options?: CallOptions): Promise<ReadGrant> {
    return new ReadGrant(this, await this.acquireKept(() => this.invoke('acquireRead', [], options), 'release'));
  }

  /**
   * Waits until nobody else reads or writes, and keeps all others out. Use it with
   * `await using grant = await rwLock.acquireWrite()`. Rejects with `TimeoutError` when it was not to be had in time;
   * `tryAcquireWrite` resolves to `undefined` instead.
   */
  async acquireWrite(options?: CallOptions): Promise<WriteGrant> {
    return new WriteGrant(this, await this.acquireKept(() => this.invoke('acquireWrite', [], options), 'release'));
  }

  /** A read grant if it is to be had within `timeout` (default: 0, at once); `undefined` if not. */
  tryAcquireRead(options?: CallOptions): Promise<ReadGrant | undefined> {
    return ifInTime((limited) => this.acquireRead(limited), options);
  }

  /** A write grant if it is to be had within `timeout` (default: 0, at once); `undefined` if not. */
  tryAcquireWrite(options?: CallOptions): Promise<WriteGrant | undefined> {
    return ifInTime((limited) => this.acquireWrite(limited), options);
  }

  /**
   * Ends a grant of this program's. Rejects with `NotOwnerError` if the grant was released before or is another program's,
   * and with `NotLockedError` if it is another program's and nobody holds the lock.
   */
  async release(grant: ReadGrant | WriteGrant, options?: CallOptions): Promise<void> {
    return RwLockGrant.giveBack(grant, this, (token) => this.invoke('release', [token], options), options);
  }

  /** How many read and whether one writes at this moment. */
  state(options?: CallOptions): Promise<RwLockStatus> {
    return this.invoke('state', [], options);
  }

  /** Runs `fn` with a read grant, and ends it when `fn` returns, resolves, throws or rejects. */
  runRead<R>(fn: (grant: ReadGrant) => R | PromiseLike<R>, options?: CallOptions): Promise<R> {
    return runHolding('rwLock.runRead', () => this.acquireRead(options), fn);
  }

  /** Runs `fn` with a write grant, and ends it when `fn` returns, resolves, throws or rejects. */
  runWrite<R>(fn: (grant: WriteGrant) => R | PromiseLike<R>, options?: CallOptions): Promise<R> {
    return runHolding('rwLock.runWrite', () => this.acquireWrite(options), fn);
  }
}

abstract class RwLockGrant implements AsyncDisposable {
  /**
   * Whether a writer ended without releasing, and nobody has had a write grant since: what the lock protects may be half
   * done.
   */
  readonly abandoned: boolean;
  readonly #lock: SharedRwLock;
  readonly #token: number;
  readonly #release: Return;
  readonly #loss: Loss;

  constructor(lock: SharedRwLock, { answer: [token, abandoned], giveBack, loss }: Acquired<Granted, [token: number]>) {
    this.#lock = lock;
    this.#loss = loss;
    this.#token = token;
    this.abandoned = abandoned;
    this.#release = new Return((options) => giveBack([token], options));
  }

  /** Aborts when the session that has the grant ends before the grant was released, as that of a lock's grant. */
  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** Ends the grant, also where the lock's proxy was disposed of. Calling it again does nothing more, unless it failed. */
  release(): Promise<void> {
    return this.#release.make();
  }

  /** Releases it. Does nothing where it is lost, so that the end of a block does not hide what the block threw. */
  [Symbol.asyncDispose](): Promise<void> {
    return dispose(this);
  }

  /** What `release(grant)` of `lock` does; `releaseForeign` ends no grant of another session, and says so. */
  static giveBack(
    grant: unknown,
    lock: SharedRwLock,
    releaseForeign: (token: number) => Promise<void>,
    options: CallOptions | undefined,
  ): Promise<void> {
    const isGrant = typeof grant === 'object' && grant !== null && #token in grant;
    if (!isGrant || !grant.#lock.equals(lock)) {
      throw new ArgumentError(
        `argument grant of rwLock.release must be what acquireRead or acquireWrite of this lock gave; got ${describe(grant)}`,
      );
    }
    const isOurs = referenceOf(grant.#lock)?.session === referenceOf(lock)?.session;
    return isOurs ? grant.#release.makeFirst('rwLock.release', options) : releaseForeign(grant.#token);
  }
}

/** The lock, held for reading. Disposing of it ends that. */
export class ReadGrant extends RwLockGrant {}

/** The lock, held for writing. Disposing of it ends that. */
export class WriteGrant extends RwLockGrant {
  /** Proof of this grant: show it with `{ fence }` to what the lock protects. */
  readonly fence: Fence;

  constructor(lock: SharedRwLock, acquired: Acquired<Granted, [token: number]>) {
    super(lock, acquired);
    const [token] = acquired.answer;
    this.fence = { lock, token };
  }
}
