import type { Operation } from './history.js';
import type { Turn } from './models/model.js';

/** One operation in the search. */
export interface Call {
  /** Its number in the history. */
  readonly index: number;
  readonly operation: Operation;
  readonly turn: Turn;
  /** Whether its place in the order matters to no other operation. */
  readonly looks: boolean;
  /** Nobody saw it end, so it need not have a place in the order. */
  readonly isOpen: boolean;
  /** The end of the session that made it: from then on it can take no effect any more. */
  readonly sessionEnd: number | undefined;
}

/** The begin or the end of a call, in a ring: the head stands before the first and behind the last. */
interface Moment {
  readonly call: Call | undefined;
  readonly isEnd: boolean;
  previous: Moment;
  next: Moment;
}

/** Begins and ends of the calls that have no place in the order yet, as time went. */
export class Timeline {
  readonly #head: Moment = ring();
  readonly #begins = new Map<Call, Moment>();
  readonly #ends = new Map<Call, Moment>();
  /** How many calls must get a place yet. */
  #due = 0;

  constructor(calls: readonly Call[]) {
    const begins = calls.map((call) => ({ call, isEnd: false, at: call.operation.called }));
    const ends = calls
      .filter(({ isOpen }) => !isOpen)
      .map((call) => ({ call, isEnd: true, at: call.operation.returned }));
    this.#due = ends.length;
    // The sort is stable: at one time, begins come before ends, which rules out the least.
    for (const { call, isEnd } of [...begins, ...ends].sort((a, b) => a.at - b.at)) {
      const moment: Moment = { call, isEnd, previous: this.#head.previous, next: this.#head };
      insert(moment);
      (isEnd ? this.#ends : this.#begins).set(call, moment);
    }
  }

  get isDone(): boolean {
    return this.#due === 0;
  }

  get due(): number {
    return this.#due;
  }

  /** The calls that may be the next in the order: they began before any other ended. */
  candidates(): Call[] {
    const found: Call[] = [];
    for (let moment = this.#head.next; moment.call && !moment.isEnd; moment = moment.next) found.push(moment.call);
    return found;
  }

  /** The call has its place now. */
  take(call: Call): void {
    unlink(this.#begins.get(call) as Moment);
    const end = this.#ends.get(call);
    if (!end) return;
    unlink(end);
    this.#due--;
  }

  /** Undoes `take`; the last first. */
  putBack(call: Call): void {
    const end = this.#ends.get(call);
    if (end) {
      insert(end);
      this.#due++;
    }
    insert(this.#begins.get(call) as Moment);
  }
}

function ring(): Moment {
  const head = { call: undefined, isEnd: true } as Moment;
  head.previous = head;
  head.next = head;
  return head;
}

/** Where its neighbours are still those that it had. */
function insert(moment: Moment): void {
  moment.previous.next = moment;
  moment.next.previous = moment;
}

function unlink({ previous, next }: Moment): void {
  previous.next = next;
  next.previous = previous;
}
