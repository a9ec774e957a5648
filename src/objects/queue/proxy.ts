import { ShutDown } from '../../../protocol/errors.js';
import { arrayOf } from '../iterables.js';
import { type CallOptions, type Reference, SharedObject, withTimeout } from '../shared-object.js';
import { queueOperations } from './operations.js';

/** How a queue is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface QueueOptions {
  /** Which item leaves first: the oldest, the youngest, or the one of the lowest priority number. Default: `fifo`. */
  readonly order?: 'fifo' | 'lifo' | 'priority';
  /** How many items it holds before `put` waits. Default: 0, without bound. */
  readonly maxSize?: number;
}

export interface PutOptions extends CallOptions {
  /** In a queue of order `priority`: lower leaves first. Default: 0. Any finite number. */
  readonly priority?: number;
}

export interface ShutdownOptions extends CallOptions {
  /** Throw away what is in the queue, instead of letting receivers have it. Default: false. */
  readonly immediate?: boolean;
}

/**
 * A queue shared by all who hold a proxy of it, as Python's `queue.Queue`. An item handed out to a session that ends
 * before it has it goes back to its place. PROTOCOL.md, "Queue".
 */
export class SharedQueue<T = unknown> extends SharedObject<typeof queueOperations> implements AsyncIterable<T> {
  constructor(reference: Reference) {
    super(reference, queueOperations);
  }

  /**
   * Puts an item, waiting for a free slot if the queue is bounded. Rejects with `Full` when there was none in time, and
   * with `ShutDown` after a shutdown.
   */
  put(value: T, options?: PutOptions): Promise<void> {
    return this.invoke('put', [value], options);
  }

  /** Puts an item at once or rejects with `Full`. */
  async putNowait(value: T, options?: PutOptions): Promise<void> {
    return this.put(value, withTimeout(options, 0));
  }

  /** Puts all of these items, in order and as one, or none. More than `maxSize` rejects with `ValueError`. */
  async putMany(values: Iterable<T>, options?: PutOptions): Promise<void> {
    return this.invoke('putMany', [arrayOf(values, 'argument values of queue.putMany')], options);
  }

  /**
   * Takes the item whose turn it is, waiting for one. Rejects with `Empty` when there was none in time, and with
   * `ShutDown` when the queue was shut down and is empty.
   */
  get(options?: CallOptions): Promise<T> {
    return this.invoke('get', [], options) as Promise<T>;
  }

  /** Takes an item at once or rejects with `Empty`. */
  async getNowait(options?: CallOptions): Promise<T> {
    return this.get(withTimeout(options, 0));
  }

  /**
   * Takes up to `max` items: waits, as `get`, for the first, and takes what there is by then, as far as one answer carries
   * it (63 MiB).
   */
  getMany(max: number, options?: CallOptions): Promise<T[]> {
    return this.invoke('getMany', [max], options) as Promise<T[]>;
  }

  /** The item whose turn it is, which stays in the queue. Rejects with `Empty` if there is none. */
  peek(options?: CallOptions): Promise<T> {
    return this.invoke('peek', [], options) as Promise<T>;
  }

  /** Takes all items there are, as far as one answer carries them (63 MiB); an empty array if there are none. */
  drain(options?: CallOptions): Promise<T[]> {
    return this.invoke('drain', [], options) as Promise<T[]>;
  }

  /** Throws all items away, counting them as done. Resolves to how many there were. */
  clear(options?: CallOptions): Promise<number> {
    return this.invoke('clear', [], options);
  }

  /** How many items are in the queue at this moment. */
  qsize(options?: CallOptions): Promise<number> {
    return this.invoke('qsize', [], options);
  }

  empty(options?: CallOptions): Promise<boolean> {
    return this.invoke('empty', [], options);
  }

  full(options?: CallOptions): Promise<boolean> {
    return this.invoke('full', [], options);
  }

  /** Says that `count` items (default: 1) are dealt with. More than were put rejects with `ValueError`. */
  taskDone(count?: number, options?: CallOptions): Promise<void> {
    return this.invoke('taskDone', [count], options);
  }

  /** Waits until every item put was reported by `taskDone`. */
  join(options?: CallOptions): Promise<void> {
    return this.invoke('join', [], options);
  }

  /**
   * Ends the queue, as Python 3.13's `shutdown`: `put` is refused with `ShutDown` from now on, and `get` once the queue
   * is empty; with `immediate`, it is empty at once.
   */
  shutdown(options?: ShutdownOptions): Promise<void> {
    return this.invoke('shutdown', [], options);
  }

  /** Takes items as they come, until the queue is shut down and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const next = await this.#next();
      if (next === undefined) return;
      yield next.item;
    }
  }

  /** The next item in a box, so that an item that is `undefined` is told from the end. */
  async #next(): Promise<{ readonly item: T } | undefined> {
    try {
      return { item: await this.get() };
    } catch (error) {
      if (error instanceof ShutDown) return undefined;
      throw error;
    }
  }
}
