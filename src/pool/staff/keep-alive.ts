import { LONGEST_TIMER_MS } from '../../objects/timers.js';

/**
 * A reason for this program to stay. Workers and their pipes are none by themselves: a program waits for tasks that are
 * not done and for workers that are to end, not for idle ones.
 */
export class KeepAlive {
  /** Made once: who runs one task after the other changes his mind twice for each. */
  #timer: NodeJS.Timeout | undefined;
  #isNeeded = false;

  set(isNeeded: boolean): void {
    if (isNeeded === this.#isNeeded) return;
    this.#isNeeded = isNeeded;
    if (!isNeeded) this.#timer?.unref();
    else if (this.#timer) this.#timer.ref();
    else this.#timer = setInterval(() => {}, LONGEST_TIMER_MS);
  }

  /** It will not be needed again. */
  end(): void {
    this.set(false);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
