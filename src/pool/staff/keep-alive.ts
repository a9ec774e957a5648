import { LONGEST_TIMER_MS } from '../../objects/timers.js';

/**
 * A reason for this program to stay. Workers and their pipes are none by themselves: a program waits for tasks that are
 * not done and for workers that are to end, not for idle ones.
 */
export class KeepAlive {
  #timer: NodeJS.Timeout | undefined;

  set(isNeeded: boolean): void {
    if (isNeeded) this.#timer ??= setInterval(() => {}, LONGEST_TIMER_MS);
    else this.#clear();
  }

  #clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
