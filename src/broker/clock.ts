/** Where a broker gets its time from; a simulation gives its own. */
export interface Clock {
  /** Milliseconds, from any beginning, never going back. */
  now(): number;
  /** Calls `callback` once, `ms` from now or a little later; the function returned calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** A timer further away than this fires at once in Node; who waits longer looks again in between. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.ceil(ms), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
