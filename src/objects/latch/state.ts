import { type Call, type Options, type Outcome, PARK, type Result, type StateOf } from '../contract.js';
import type { latchOperations } from './operations.js';

/** A count that only goes down, and lets go on who waits when it is 0, for good. */
export class LatchState implements StateOf<typeof latchOperations> {
  #left: number;

  constructor(options: Options) {
    this.#left = options['count'] as number;
  }

  countDown(_call: Call, by = 1): Outcome {
    this.#left = Math.max(0, this.#left - by);
    return this.#left;
  }

  count(): Outcome {
    return this.#left;
  }

  wait(): Outcome {
    return this.#left === 0 ? true : PARK;
  }

  snapshot(): Result {
    return this.#left;
  }

  static restore(options: Options, snapshot: Result): LatchState {
    const state = new LatchState(options);
    state.#left = snapshot as number;
    return state;
  }
}
