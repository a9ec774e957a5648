/** The numbers of the orders that a worker has not answered lie no further apart than this: then each has a slot. */
export const MOST_ORDERS = 256;

/** Places in the shared memory: one for the last order that was asked to stop, then one for each order that may be out. */
const ASKED = 0;
const SLOTS = 1;

/**
 * Who an order belongs to that was sent to a worker: the worker once it has taken it, the program once it has recalled
 * it. Exactly one of the two happens, though neither can wait for the other: a task may keep its worker busy so long that
 * it reads no messages. So both sides decide it in memory that they share, where the first wins.
 *
 * Orders are numbered from 1 in the order in which they are sent. A slot holds twice the number of the last order that
 * was decided in it, plus 1 if it was recalled; so what is below twice an order's number leaves that order undecided.
 */
export class Claims {
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(shared = new SharedArrayBuffer((SLOTS + MOST_ORDERS) * Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#cells = new Int32Array(shared);
  }

  /** The worker takes the order, to run it; false when it was recalled. */
  take(number: number): boolean {
    return this.#decide(number, 2 * number);
  }

  /** The program takes the order back; false when the worker has taken it. */
  recall(number: number): boolean {
    return this.#decide(number, 2 * number + 1);
  }

  /** Says that the task of this order is asked to stop, to be seen also by one that never yields. */
  askToStop(number: number): void {
    Atomics.store(this.#cells, ASKED, number | 0);
  }

  isAskedToStop(number: number): boolean {
    return Atomics.load(this.#cells, ASKED) === (number | 0);
  }

  #decide(number: number, decision: number): boolean {
    const slot = SLOTS + (number % MOST_ORDERS);
    const before = Atomics.load(this.#cells, slot);
    // Numbers wrap around after 2^30 orders; their difference does not.
    if (((before - 2 * number) | 0) >= 0) return false;
    return Atomics.compareExchange(this.#cells, slot, before, decision | 0) === before;
  }
}
