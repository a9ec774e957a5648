import { StaleDeliveryError } from '../../../protocol/errors.js';
import type { CallOptions } from '../shared-object.js';
import type { Lease } from './lease.js';
import { DEFAULT_LEASE_MS, type Reserved } from './operations.js';

export interface NackOptions extends CallOptions {
  /** How long nobody gets the item, in milliseconds. Default: 0. */
  readonly delay?: number;
}

/** What a delivery's queue does for it. */
export interface Settling {
  ack(delivery: number, options: CallOptions | undefined): Promise<void>;
  nack(delivery: number, options: NackOptions | undefined): Promise<void>;
  extend(delivery: number, lease: number | undefined, options: CallOptions | undefined): Promise<void>;
}

/**
 * An item that was reserved: it stays the queue's until it is acknowledged. Who neither acknowledges it nor gives it back
 * in time, or ends, has lost it to the next. Disposing of it gives it back, unless it was acknowledged or given back.
 * PROTOCOL.md, "Deliveries".
 */
export class SharedDelivery<T = unknown> implements AsyncDisposable {
  readonly value: T;
  /** Which delivery of this item it is, counted from 1. */
  readonly attempt: number;
  /** The id that the item was put with. */
  readonly id: string | undefined;
  readonly #number: number;
  readonly #queue: Settling;
  readonly #lease: Lease;
  /** Whether the last try to acknowledge it or to give it back did so. */
  #settled: Promise<boolean> | undefined;

  /** Deliveries come from `reserve`. */
  constructor({ number, attempt, value, id }: Reserved, queue: Settling, lease: Lease) {
    this.value = value as T;
    this.attempt = attempt;
    this.id = id;
    this.#number = number;
    this.#queue = queue;
    this.#lease = lease;
  }

  /**
   * Aborts when the item may be somebody else's: when the lease is over, counted from when this program asked for it and so
   * not later than the broker's, or when the session ends; each unless the item was acknowledged or given back before. Its
   * reason is the error that says why. Where the broker is late to answer an `extend`, it can abort though the item is still
   * this one's. PROTOCOL.md, "Deliveries".
   */
  get lost(): AbortSignal {
    return this.#lease.lost;
  }

  /**
   * Says that the item is dealt with: it leaves the queue, and counts as done for `join`. Rejects with
   * `StaleDeliveryError` when the delivery is over: then somebody else has got the item, or will.
   */
  ack(options?: CallOptions): Promise<void> {
    return this.#settle(this.#queue.ack(this.#number, options));
  }

  /** Gives the item back to its place, at once or after a delay. Rejects with `StaleDeliveryError` as `ack`. */
  nack(options?: NackOptions): Promise<void> {
    return this.#settle(this.#queue.nack(this.#number, options));
  }

  /**
   * Keeps the item for `lease` milliseconds from now (default: 30,000), whatever was left of its time. Rejects with
   * `StaleDeliveryError` as `ack`.
   */
  extend(lease?: number, options?: CallOptions): Promise<void> {
    return this.#lease.extend(lease ?? DEFAULT_LEASE_MS, this.#queue.extend(this.#number, lease, options));
  }

  /** Gives the item back, if that is still to be done. That it was lost meanwhile, in whatever way, is no error. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (await this.#settled) return;
    try {
      await this.nack();
    } catch (error) {
      if (!(error instanceof StaleDeliveryError || this.lost.aborted)) throw error;
    }
  }

  #settle(settling: Promise<void>): Promise<void> {
    const settled = this.#lease.settle(settling);
    this.#settled = settled.then(
      () => true,
      () => false,
    );
    return settled;
  }
}
