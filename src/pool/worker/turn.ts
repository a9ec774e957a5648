// Not the global one: a task may replace that, as for tests that move the time, and forget to put it back.
import { setImmediate } from 'node:timers';

/** How long tasks may follow each other, in milliseconds, before what has come in meanwhile is read. */
const LONGEST_TURN_MS = 1;

/**
 * One turn of the event loop. Small tasks run without a pause between them; but every now and then word from the parent,
 * the tasks' own input and timers get their turn.
 */
export class Turn {
  #endsAt = 0;

  begin(): void {
    this.#endsAt = performance.now() + LONGEST_TURN_MS;
  }

  get isOver(): boolean {
    return performance.now() >= this.#endsAt;
  }

  /** Resolves when everything else had its turn. */
  async next(): Promise<void> {
    await new Promise(setImmediate);
    this.begin();
  }
}
