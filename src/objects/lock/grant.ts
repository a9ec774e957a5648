import { ArgumentError, NotOwnerError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import type { CallOptions, SharedObject } from '../shared-object.js';
import type { Fence } from './fence.js';
import { givingBack, type Hold } from './holds.js';

/** Releases the grant of this token in the broker. */
type Release = (token: number, options: CallOptions | undefined) => Promise<void>;

/** A lock, held. Disposing of it releases it. */
export class LockGrant implements AsyncDisposable {
  /** Proof of this grant: show it with `{ fence }` to what the lock protects. A wait on a condition renews it. */
  readonly fence: Fence;
  /**
   * Whether the holder before ended without releasing: what the lock protects may be half done. A wait on a condition can
   * turn it to true, where a holder ended meanwhile.
   */
  declare readonly abandoned: boolean;
  readonly #lock: SharedObject;
  readonly #hold: Hold;
  readonly #release: Release;
  #released: Promise<void> | undefined;

  /** Grants are made by `acquire`. */
  constructor(lock: SharedObject, hold: Hold, release: Release) {
    this.#lock = lock;
    this.#hold = hold;
    this.#release = release;
    this.fence = {
      lock,
      get token() {
        return hold.token;
      },
    };
    Object.defineProperty(this, 'abandoned', { enumerable: true, get: () => hold.abandoned });
  }

  /** Releases the lock, also where its proxy was disposed of. Calling it again does nothing more. */
  release(): Promise<void> {
    this.#released ??= this.#giveBack(undefined);
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  async #giveBack(options: CallOptions | undefined): Promise<void> {
    try {
      await givingBack(this.#hold, () => this.#release(this.#hold.token, options));
    } catch (error) {
      this.#released = undefined;
      throw error;
    }
  }

  /** What `release(grant)` of a lock does: `lock` is that one, `what` names the call. Each grant is released once. */
  static giveBack(grant: unknown, lock: SharedObject, what: string, options: CallOptions | undefined): Promise<void> {
    const isGrant = typeof grant === 'object' && grant !== null && #lock in grant;
    if (!isGrant || !grant.#lock.equals(lock)) {
      throw new ArgumentError(
        `argument grant of ${what} must be what acquire or tryAcquire of this lock gave; got ${describe(grant)}`,
      );
    }
    if (grant.#released) throw new NotOwnerError(`${what}: this grant was released before`);
    grant.#released = grant.#giveBack(options);
    return grant.#released;
  }
}
