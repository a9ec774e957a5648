import { ShutDown } from '../../../protocol/errors.js';
import { arrayOf } from '../iterables.js';
import type { HoldingSession } from '../loss.js';
import { type CallOptions, type Reference, SharedObject, withTimeout } from '../shared-object.js';
import { undecodable } from '../undecodable.js';
import { type Settling, SharedDelivery } from './delivery.js';
import { Lease } from './lease.js';
import { type QueueStats, queueOperations, type Reserved, Unreadable } from './operations.js';

/** How a queue is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface QueueOptions {
  /** Which item leaves first: the oldest, the youngest, or the one of the lowest priority number. Default: `fifo`. */
  readonly order?: 'fifo' | 'lifo' | 'priority';
  /** How many items it holds, delayed ones among them, before `put` waits. Default: 0, without bound. */
  readonly maxSize?: number;
  /** How many bytes their encodings may take together before `put` waits. Default: 0, without bound. */
  readonly maxBytes?: number;
  /**
   * How often an item is delivered by `reserve`, at most. One that was not acknowledged by then goes to `deadLetter`, or is
   * dropped if there is none; either way it counts as done here. Default: 0, without bound.
   */
  readonly maxDeliveries?: number;
  /** The queue, or the name of the queue, that takes such items in, also when it is full or was shut down. */
  readonly deadLetter?: string | SharedQueue;
}

export interface PutOptions extends CallOptions {
  /** In a queue of order `priority`: lower leaves first. Default: 0. Any finite number. */
  readonly priority?: number;
  /**
   * How long nobody can have the item, in milliseconds. Then it has the place that it would have had without. Default: 0.
   */
  readonly delay?: number;
  /**
   * How long somebody can have it, in milliseconds from when it can be had first. Then it is dropped, and counts as done.
   * Default: for ever.
   */
  readonly ttl?: number;
  /**
   * A put whose id an item in the queue has is a duplicate: it puts nothing, and resolves all the same. An item is in the
   * queue until it was got, acknowledged or dropped. 1 to 512 bytes. Default: none, nothing is a duplicate.
   */
  readonly id?: string;
}

export interface ReserveOptions extends CallOptions {
  /** For how long the item is reserved, in milliseconds. Default: 30,000. */
  readonly lease?: number;
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
  readonly #settling: Settling = {
    ack: (delivery, options) => this.invoke('ack', [delivery], options),
    nack: (delivery, options) => this.invoke('nack', [delivery], options),
    extend: (delivery, lease, options) => this.invoke('extend', [delivery, lease], options),
  };
  readonly #session: HoldingSession;

  constructor(reference: Reference) {
    super(reference, queueOperations);
    this.#session = reference.session;
  }

  /**
   * Puts an item, waiting for room if the queue is bounded. Rejects with `Full` when there was none in time, with
   * `ValueError` when there can never be, and with `ShutDown` after a shutdown.
   */
  put(value: T, options?: PutOptions): Promise<void> {
    return this.invoke('put', [value], options);
  }

  /** Puts an item at once or rejects with `Full`. */
  async putNowait(value: T, options?: PutOptions): Promise<void> {
    return this.put(value, withTimeout(options, 0));
  }

  /**
   * Puts all of these items, in order and as one, or none. More than ever fit rejects with `ValueError`. An `id` is that of
   * all of them: as long as one of them is in the queue, no other put of that id is carried out.
   */
  async putMany(values: Iterable<T>, options?: PutOptions): Promise<void> {
    return this.invoke('putMany', [arrayOf(values, 'argument values of queue.putMany')], options);
  }

  /**
   * Takes the item whose turn it is, waiting for one. Rejects with `Empty` when there was none in time, and with
   * `ShutDown` when the queue was shut down, is empty, and no delayed item is to come.
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
   * it (63 MiB). If some cannot be decoded here it rejects with `EncodingError`, whose `decoded` has the others.
   */
  getMany(max: number, options?: CallOptions): Promise<T[]> {
    return this.invoke('getMany', [max], options) as Promise<T[]>;
  }

  /**
   * Takes an item as `get`, in one line with it, but only for a while: unless it is acknowledged within the lease it goes
   * back to its place, for the next to have it. The end of this session gives it back at once. An item that cannot be decoded
   * here is given back at once, which counts as an attempt, and the call rejects with `EncodingError`. PROTOCOL.md,
   * "Deliveries".
   */
  async reserve(options?: ReserveOptions): Promise<SharedDelivery<T>> {
    const sentAt = this.#session.clock.now();
    const reserved = await this.invoke('reserve', [], options);
    const [delivery] = await this.#deliveries('queue.reserve', [reserved], sentAt);
    return delivery as SharedDelivery<T>;
  }

  /**
   * Reserves up to `max` items, as `getMany` takes them. Those that cannot be decoded here are given back at once, which
   * counts as an attempt; rejects with `EncodingError` if there are no others.
   */
  async reserveMany(max: number, options?: ReserveOptions): Promise<SharedDelivery<T>[]> {
    const sentAt = this.#session.clock.now();
    const reserved = await this.invoke('reserveMany', [max], options);
    return this.#deliveries('queue.reserveMany', reserved, sentAt);
  }

  /** The item whose turn it is, which stays in the queue. Rejects with `Empty` if there is none. */
  peek(options?: CallOptions): Promise<T> {
    return this.invoke('peek', [], options) as Promise<T>;
  }

  /** Takes all items that can be taken now, as far as one answer carries them (63 MiB); an empty array if there are none. */
  drain(options?: CallOptions): Promise<T[]> {
    return this.invoke('drain', [], options) as Promise<T[]>;
  }

  /**
   * Throws all items away, delayed ones among them, counting them as done. Those that are reserved stay so. Resolves to
   * how many there were.
   */
  clear(options?: CallOptions): Promise<number> {
    return this.invoke('clear', [], options);
  }

  /** How many items can be taken at this moment. */
  qsize(options?: CallOptions): Promise<number> {
    return this.invoke('qsize', [], options);
  }

  empty(options?: CallOptions): Promise<boolean> {
    return this.invoke('empty', [], options);
  }

  full(options?: CallOptions): Promise<boolean> {
    return this.invoke('full', [], options);
  }

  /** How many items there are in each state. */
  stats(options?: CallOptions): Promise<QueueStats> {
    return this.invoke('stats', [], options);
  }

  /**
   * Says that `count` items (default: 1) that were got are dealt with; `ack` says it for those reserved. More than were put
   * rejects with `ValueError`.
   */
  taskDone(count?: number, options?: CallOptions): Promise<void> {
    return this.invoke('taskDone', [count], options);
  }

  /** Waits until every item put was reported by `taskDone`, acknowledged or dropped. */
  join(options?: CallOptions): Promise<void> {
    return this.invoke('join', [], options);
  }

  /**
   * Ends the queue, as Python 3.13's `shutdown`: `put` is refused with `ShutDown` from now on, and `get` and `reserve` once
   * the queue is empty; with `immediate`, it is empty at once. Delayed items are waited for. Reserved ones are not: those
   * given back later are still to be had, unless the shutdown was immediate.
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

  /**
   * What cannot be decoded here goes back: nobody here could acknowledge it. Throws where nothing else was reserved. The
   * leases are counted from when the call was sent, as if it had arrived at once: so none goes on here longer than there.
   */
  async #deliveries(
    operation: string,
    all: readonly (Reserved | Unreadable)[],
    sentAt: number,
  ): Promise<SharedDelivery<T>[]> {
    const unreadable = all.filter((each) => each instanceof Unreadable);
    await Promise.all(unreadable.map(({ number }) => this.#giveBack(number)));
    const [first] = unreadable;
    if (first && unreadable.length === all.length) throw undecodable(operation, first.cause);
    const readable = all.filter((each): each is Reserved => !(each instanceof Unreadable));
    return readable.map((each) => {
      return new SharedDelivery<T>(each, this.#settling, new Lease(this.#session, sentAt + each.endsMs));
    });
  }

  /** An item that is lost meanwhile, or with the session, goes back without this. */
  async #giveBack(delivery: number): Promise<void> {
    await this.invoke('nack', [delivery]).catch(() => {});
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
