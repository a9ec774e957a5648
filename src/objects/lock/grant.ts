import { Return } from '../holding.js';
import type { Fence } from './fence.js';
import type { Hold } from './holds.js';

/** A lock, held. Disposing of it releases it. */
export class LockGrant implements AsyncDisposable {
  /** Proof of this grant: show it with `{ fence }` to what the lock protects. A wait on a condition renews it. */
  readonly fence: Fence;
  /**
   * Whether the holder before ended without releasing: what the lock protects may be half done. A wait on a condition can
   * turn it to true, where a holder ended meanwhile.
   */
  declare readonly abandoned: boolean;
  readonly #release: Return;

  /** Grants are made by `acquire`. */
  constructor(lock: object, hold: Hold, release: () => Promise<void>) {
    this.#release = new Return(release);
    this.fence = {
      lock,
      get token() {
        return hold.token;
      },
    };
    Object.defineProperty(this, 'abandoned', { enumerable: true, get: () => hold.abandoned });
  }

  /** Releases the lock. Calling it again does nothing more, unless it failed. */
  release(): Promise<void> {
    return this.#release.make();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}
