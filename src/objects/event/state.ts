import { type Call, type Options, type Outcome, PARK, type Result, type StateOf } from '../contract.js';
import type { eventOperations } from './operations.js';

/** A flag that wakes all who wait for it. `set` followed by `clear` still wakes everyone who waited before. */
export class EventState implements StateOf<typeof eventOperations> {
  #set = false;

  set(): Outcome {
    this.#set = true;
    return undefined;
  }

  clear(): Outcome {
    this.#set = false;
    return undefined;
  }

  isSet(): Outcome {
    return this.#set;
  }

  wait(_call: Call): Outcome {
    return this.#set ? true : PARK;
  }

  snapshot(): Result {
    return this.#set;
  }

  static restore(_options: Options, snapshot: Result): EventState {
    const state = new EventState();
    state.#set = snapshot as boolean;
    return state;
  }
}
