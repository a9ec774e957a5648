import { ValueError } from '../../../protocol/errors.js';
import type { Call, Options, Outcome, Result, StateOf } from '../contract.js';
import type { counterOperations } from './operations.js';

/** A whole number that can be counted up and down, and is exact or refuses to go on. */
export class CounterState implements StateOf<typeof counterOperations> {
  readonly #initial: number;
  #value: number;

  constructor(options: Options) {
    this.#initial = unsigned(options['initial'] as number);
    this.#value = this.#initial;
  }

  increment(_call: Call, by = 1): Outcome {
    return this.#add(by, 'increment');
  }

  decrement(_call: Call, by = 1): Outcome {
    return this.#add(-by, 'decrement');
  }

  get(): Outcome {
    return this.#value;
  }

  set(_call: Call, value: number): Outcome {
    this.#value = unsigned(value);
    return undefined;
  }

  reset(): Outcome {
    const before = this.#value;
    this.#value = this.#initial;
    return before;
  }

  snapshot(): Result {
    return this.#value;
  }

  static restore(options: Options, snapshot: Result): CounterState {
    const state = new CounterState(options);
    state.#value = snapshot as number;
    return state;
  }

  #add(by: number, operation: string): Outcome {
    const sum = this.#value + by;
    if (!Number.isSafeInteger(sum)) {
      const how = `argument by of counter.${operation} takes the counter from ${this.#value} by ${by}`;
      throw new ValueError(`${how}: it counts from -(2^53 - 1) to 2^53 - 1; a value can hold a BigInt`);
    }
    this.#value = unsigned(sum);
    return this.#value;
  }
}

/** -0 is 0. */
function unsigned(value: number): number {
  return value + 0;
}
