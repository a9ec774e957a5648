import { needed, numberWithin, wholeFrom } from '../options.js';
import { sharedType } from '../shared-type.js';
import { rateLimiterOperations } from './operations.js';
import { type RateLimiterOptions, SharedRateLimiter } from './proxy.js';
import { RateLimiterState } from './state.js';

/** One that is new needs a rate; one that is there by this name has its own. */
export interface OpenRateLimiter {
  (name: string | undefined, options: RateLimiterOptions): SharedRateLimiter;
  (name: string): SharedRateLimiter;
}

export const rateLimiter = sharedType({
  operations: rateLimiterOperations,
  // Within these bounds no time that is reckoned with them is zero or without end.
  options: {
    rate: needed(numberWithin(1e-6, 1e9, null)),
    interval: numberWithin(1, 1e12, 1_000),
    burst: wholeFrom(1, null),
  },
  create: (options) => new RateLimiterState(options),
  restore: RateLimiterState.restore,
  open:
    (opener): OpenRateLimiter =>
    (name: string | undefined, options?: RateLimiterOptions) =>
      new SharedRateLimiter(opener.open(name, options)),
  revive: (reference) => new SharedRateLimiter(reference),
});
