import { ArgumentError } from '../../../protocol/errors.js';
import type { Owner } from '../../../protocol/messages.js';
import { describe } from '../describe.js';
import { dispose, Return } from '../holding.js';
import type { Loss } from '../loss.js';
import type { Acquired, CallOptions, SharedObject } from '../shared-object.js';
import type { Fence } from './fence.js';
import { type GrantedTo, givingBack, granted, type Hold } from './holds.js';

/** A lock, held. Disposing of it releases it. */
export class LockGrant implements AsyncDisposable {
  /** Proof of this grant: show it with `{ fence }` to what the lock protects. A wait on a condition renews it. */
  readonly fence: Fence;
  readonly #hold: Hold;
  readonly #lock: SharedObject;
  readonly #release: Return;
  readonly #loss: Loss;

  /** Grants are made by `acquire`. */
  constructor(
    lock: SharedObject,
    owner: Owner | undefined,
    { answer, giveBack, letGo, loss }: Acquired<GrantedTo, [token: number]>,
  ) {
    const hold = granted(lock, owner, answer, letGo);
    this.#hold = hold;
    this.#lock = lock;
    this.#loss = loss;
    this.#release = new Return((options) => givingBack(hold, () => giveBack([hold.token], options), letGo));
    this.fence = new HoldFence(lock, hold);
  }

  /**
   * Whether the holder before ended without releasing: what the lock protects may be half done. A wait on a condition can
   * turn it to true, where a holder ended meanwhile.
   */
  get abandoned(): boolean {
    return this.#hold.abandoned;
  }

  /**
   * Aborts when the session that holds the lock ends before the lock was released, with the error that says why: whatever
   * is done under it from then on, somebody else may be doing too. PROTOCOL.md, "Sessions".
   */
  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** Releases the lock, also where its proxy was disposed of. Calling it again does nothing more. */
  release(): Promise<void> {
    return this.#release.make();
  }

  /** Releases it. Does nothing where it is lost, so that the end of a block does not hide what the block threw. */
  [Symbol.asyncDispose](): Promise<void> {
    return dispose(this);
  }

  /** What `release(grant)` of a lock does: `lock` is that one, `what` names the call. Each grant is released once. */
  static giveBack(grant: unknown, lock: SharedObject, what: string, options: CallOptions | undefined): Promise<void> {
    const isGrant = typeof grant === 'object' && grant !== null && #lock in grant;
    if (!isGrant || !grant.#lock.equals(lock)) {
      throw new ArgumentError(
        `argument grant of ${what} must be what acquire or tryAcquire of this lock gave; got ${describe(grant)}`,
      );
    }
    return grant.#release.makeFirst(what, options);
  }
}

/** A class for it: an object that has a getter of its own is slow to make. */
class HoldFence implements Fence {
  readonly lock: SharedObject;
  readonly #hold: Hold;

  constructor(lock: SharedObject, hold: Hold) {
    this.lock = lock;
    this.#hold = hold;
  }

  get token(): number {
    return this.#hold.token;
  }
}
