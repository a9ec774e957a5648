import { ifInTime } from '../holding.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { rateLimiterOperations } from './operations.js';

/** How a rate limiter is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface RateLimiterOptions {
  /** How many tokens come in each interval, evenly spread over it: from 0.000001 to 1,000,000,000, fractions too. */
  readonly rate: number;
  /** The interval, in milliseconds: from 1 to 1,000,000,000,000. Default: 1,000. */
  readonly interval?: number;
  /**
   * The most tokens that pile up while nobody takes any, and so the most that are taken at once: a whole number from 1.
   * Default: `rate` without its fraction, but at least 1.
   */
  readonly burst?: number;
}

/**
 * Limits how often something is done by all processes together: a token bucket, full at first. Over any time no more
 * tokens are granted than `burst` and those that came in that time. PROTOCOL.md, "Rate limiter".
 */
export class SharedRateLimiter extends SharedObject<typeof rateLimiterOperations> {
  constructor(reference: Reference) {
    super(reference, rateLimiterOperations);
  }

  /**
   * Takes `count` tokens (default: 1), waiting until they are there. First come, first served: who waits for many is not
   * overtaken by who needs few. Rejects with `TimeoutError` when they were not there in time, and with `ValueError` for
   * more than `burst`.
   */
  acquire(count?: number, options?: CallOptions): Promise<void> {
    return this.invoke('acquire', [count], options);
  }

  /** Takes `count` tokens (default: 1) if they are there within `timeout` (default: 0, at once). Resolves to whether it did. */
  async tryAcquire(count?: number, options?: CallOptions): Promise<boolean> {
    const take = async (limited: CallOptions | undefined) => {
      await this.acquire(count, limited);
      return true;
    };
    return (await ifInTime(take, options)) ?? false;
  }

  /** How many tokens there are at this moment, the part of one that is on its way included. */
  available(options?: CallOptions): Promise<number> {
    return this.invoke('available', [], options);
  }

  /** Fills it up, as if it were new. */
  reset(options?: CallOptions): Promise<void> {
    return this.invoke('reset', [], options);
  }
}
