import { TimeoutError } from '../../../protocol/errors.js';
import type { Ending } from './ending.js';

/** After so many workers in a row that ended by themselves before they ran a task, the next one would end too. */
const MOST_FAILED = 3;

/**
 * The same for workers that were killed from outside, for each place of a pool. One sweep kills all that there are and
 * says nothing about the next ones; but a machine without memory for them kills them for ever.
 */
const MOST_KILLED = 10;

/** The workers of a pool that ended before they ran anything, in a row. */
export class FailedStarts {
  readonly #mostKilled: number;
  #failed = 0;
  #killed = 0;

  constructor(size: number) {
    this.#mostKilled = MOST_KILLED * size;
  }

  /** Whether it is in vain to start another. */
  get areTooMany(): boolean {
    return this.#failed >= MOST_FAILED || this.#killed >= this.#mostKilled;
  }

  get areNone(): boolean {
    return this.#failed === 0 && this.#killed === 0;
  }

  add(ending: Ending): void {
    if (wasKilled(ending)) this.#killed += 1;
    else this.#failed += 1;
  }

  forget(): void {
    this.#failed = 0;
    this.#killed = 0;
  }
}

/** By somebody else: those that take too long to start are killed by us. */
function wasKilled({ signal, cause }: Ending): boolean {
  return signal !== null && !(cause instanceof TimeoutError);
}
