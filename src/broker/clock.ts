import { timerDelay } from '../objects/timers.js';

/** Where a broker gets its time from; a simulation gives its own. */
export interface Clock {
  /** Milliseconds, from any beginning, never going back. */
  now(): number;
  /** Calls `callback` once, `ms` from now or a little later; the function returned calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, timerDelay(Math.ceil(ms)));
    return () => clearTimeout(timer);
  },
};
