import type { Clock } from './objects/clock.js';
import { timerDelay } from './objects/timers.js';

export type { Clock };

/** The time of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback, { unref = false } = {}) {
    const timer = setTimeout(callback, timerDelay(Math.ceil(ms)));
    if (unref) timer.unref();
    return () => clearTimeout(timer);
  },
};
