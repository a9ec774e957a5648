import { ShutDown } from '../../../protocol/errors.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { subscriptionOperations } from './operations.js';

/** How a subscription is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface SubscriptionOptions {
  /** How many messages it holds for its readers before it overflows: 1 or more. Default: 1,000. */
  readonly buffer?: number;
  /**
   * What gives way when a message comes and the buffer is full: the oldest message, the one that comes, or the
   * subscription itself, which ends then. Default: `dropOldest`.
   */
  readonly overflow?: 'dropOldest' | 'dropNewest' | 'end';
}

/**
 * The messages of a topic since it was subscribed to. All who read one subscription share its messages: each goes to one
 * of them, and goes back to its place if its reader's session ends before it has it. PROTOCOL.md, "Subscription".
 */
export class SharedSubscription<T = unknown>
  extends SharedObject<typeof subscriptionOperations>
  implements AsyncIterable<T>
{
  constructor(reference: Reference) {
    super(reference, subscriptionOperations);
  }

  /**
   * Takes the oldest message, waiting for one. Rejects with `TimeoutError` when there was none in time, and with `ShutDown`
   * when the subscription has ended, by `close` or because it fell behind, and has no more.
   */
  next(options?: CallOptions): Promise<T> {
    return this.invoke('next', [], options) as Promise<T>;
  }

  /**
   * Takes up to `max` messages: waits, as `next`, for the first, and takes what there is by then, as far as one answer
   * carries it (63 MiB). If some cannot be decoded here it rejects with `EncodingError`, whose `decoded` has the others.
   */
  nextMany(max: number, options?: CallOptions): Promise<T[]> {
    return this.invoke('nextMany', [max], options) as Promise<T[]>;
  }

  /** How many messages wait to be read at this moment. */
  size(options?: CallOptions): Promise<number> {
    return this.invoke('size', [], options);
  }

  /** How many messages were lost because the buffer was full. */
  dropped(options?: CallOptions): Promise<number> {
    return this.invoke('dropped', [], options);
  }

  /** Whether it has ended because its buffer was full, as its option `overflow: 'end'` wants it. */
  fellBehind(options?: CallOptions): Promise<boolean> {
    return this.invoke('fellBehind', [], options);
  }

  /**
   * Ends the subscription for all who read it: no more messages come. Those that it has can still be taken; after them,
   * `next` rejects with `ShutDown`. One with a name stays ended.
   */
  close(options?: CallOptions): Promise<void> {
    return this.invoke('close', [], options);
  }

  /** Takes messages as they come, until the subscription was closed and is empty. Rejects with `ShutDown` if it fell behind. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const next = await this.#next();
      if (next === undefined) return;
      yield next.message;
    }
  }

  /** The next message in a box, so that one that is `undefined` is told from the end. */
  async #next(): Promise<{ readonly message: T } | undefined> {
    try {
      return { message: await this.next() };
    } catch (error) {
      if (error instanceof ShutDown && !(await this.fellBehind())) return undefined;
      throw error;
    }
  }
}
