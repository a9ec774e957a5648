import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { latchOperations } from './operations.js';

/**
 * How a latch is made. A new one needs it; who opens one by name that is there already may leave it out, and gets
 * `OptionsConflictError` on first use for another count than it began with.
 */
export interface LatchOptions {
  /** What it counts down from. A whole number from 0. */
  readonly count: number;
}

/**
 * A count to wait for, as Java's `CountDownLatch`: it only goes down, and whoever waits goes on when it is 0. Unlike a
 * barrier it is used once, and who counts down does not wait. PROTOCOL.md, "Latch".
 */
export class SharedLatch extends SharedObject<typeof latchOperations> {
  constructor(reference: Reference) {
    super(reference, latchOperations);
  }

  /** Counts down by `by` (default: 1), but never below 0. Resolves to what is left. */
  countDown(by?: number, options?: CallOptions): Promise<number> {
    return this.invoke('countDown', [by], options);
  }

  /** What is left at this moment. */
  count(options?: CallOptions): Promise<number> {
    return this.invoke('count', [], options);
  }

  /** Waits until nothing is left. Resolves to `true`, or to `false` when `timeout` is over first. */
  wait(options?: CallOptions): Promise<boolean> {
    return this.invoke('wait', [], options);
  }
}
