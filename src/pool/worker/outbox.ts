import { setImmediate } from 'node:timers';
import { FrameBatch } from '../messages/frames.js';
import type { FromWorker } from '../messages/messages.js';
import type { Road } from './road.js';

/** How long what a task reports may be held back while it lets nothing else run, in milliseconds. */
const LONGEST_HELD_MS = 5;

/** What the worker sends: gathered, so that all of one turn of the event loop leaves together. */
export class Outbox {
  readonly #road: Road;
  readonly #batch = new FrameBatch();
  #isAwaitingTurn = false;
  #lastFlush = 0;
  /** Whether the program may not have heard of what was posted last. */
  #isQuiet = false;
  /** Resolves when all that was sent has left; `undefined` when it has. */
  #leaving: Promise<void> | undefined;

  constructor(road: Road) {
    this.#road = road;
  }

  /** Leaves at the end of this turn, or with the next flush. */
  send(message: FromWorker): void {
    this.#batch.add(message);
    // A task that computes for minutes without a pause has no turns: its reports leave all the same.
    if (performance.now() - this.#lastFlush > LONGEST_HELD_MS) return void this.flush();
    this.#awaitTurn();
  }

  /**
   * Sends it now, as with `flush`; but where it is alone, the program may hear of it at the end of this turn only, together
   * with what is sent by then. That saves a wake-up where a task is done at once.
   */
  sendAhead(message: FromWorker): Promise<void> | undefined {
    const isAlone = this.#batch.isEmpty;
    this.#batch.add(message);
    if (!isAlone) return this.flush();
    this.#isQuiet = true;
    this.#awaitTurn();
    return this.#leaveBy(this.#road.postQuietly(this.#batch.take()));
  }

  /**
   * Sends what is gathered, now. Gives `undefined` if all that was ever sent has left the worker, so that it arrives even
   * if the worker is killed in the next moment; otherwise a promise that resolves when it has.
   */
  flush(): Promise<void> | undefined {
    this.#lastFlush = performance.now();
    const isQuiet = this.#isQuiet;
    this.#isQuiet = false;
    if (!this.#batch.isEmpty) return this.#leaveBy(this.#road.post(this.#batch.take()));
    if (isQuiet) this.#road.call();
    return this.#leaving;
  }

  #awaitTurn(): void {
    if (this.#isAwaitingTurn) return;
    this.#isAwaitingTurn = true;
    setImmediate(() => {
      this.#isAwaitingTurn = false;
      void this.flush();
    });
  }

  #leaveBy(leaving: Promise<void> | undefined): Promise<void> | undefined {
    this.#leaving = leaving;
    void leaving?.then(() => {
      if (this.#leaving === leaving) this.#leaving = undefined;
    });
    return leaving;
  }
}
