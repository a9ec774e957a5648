import { timerDelay } from './objects/timers.js';

/** Where brokers and connections get their time from; a simulation gives its own. */
export interface Clock {
  /** Milliseconds, from any beginning, never going back. */
  now(): number;
  /**
   * Calls `callback` once, `ms` from now or a little later; the function returned calls it off. `unref`: waiting for it is
   * no reason for the process to stay.
   */
  after(ms: number, callback: () => void, options?: { readonly unref?: boolean }): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback, { unref = false } = {}) {
    const timer = setTimeout(callback, timerDelay(Math.ceil(ms)));
    if (unref) timer.unref();
    return () => clearTimeout(timer);
  },
};
