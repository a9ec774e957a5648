import { NotOwnerError, ValueError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import {
  type Call,
  type Holder,
  type Lack,
  type Options,
  type Outcome,
  PARK,
  type Result,
  type StateOf,
} from '../contract.js';
import type { semaphoreOperations } from './operations.js';

/** What one session has taken and not given back. */
interface Taken {
  readonly permits: number;
  readonly since: number;
}

/**
 * Permits that sessions take and give back. Where it is robust it knows who has them, and takes them back from a session
 * that ends; where it is not it only counts, as Python's. A bounded one never has more permits than it began with.
 */
export class SemaphoreState implements StateOf<typeof semaphoreOperations> {
  readonly #initial: number;
  readonly #robust: boolean;
  readonly #bounded: boolean;
  #free: number;
  /** Empty unless it is robust. */
  readonly #taken = new Map<Id, Taken>();

  constructor(options: Options, bounded: boolean) {
    this.#initial = options['permits'] as number;
    this.#robust = options['robust'] as boolean;
    this.#bounded = bounded;
    this.#free = this.#initial;
  }

  acquire(call: Call, permits = 1): Outcome {
    if (this.#bounded && permits > this.#initial) {
      throw new ValueError(
        `${call.calledAs}: ${permits} permits can never be granted: the semaphore has ${this.#initial} in all`,
      );
    }
    const othersFirst = !call.waits && call.waiting('acquire') > 0;
    if (othersFirst || permits > this.#free) return PARK;
    this.#free -= permits;
    if (this.#robust) this.#enter(call, permits);
    return undefined;
  }

  release(call: Call, permits = 1): Outcome {
    const own = Math.min(permits, this.#taken.get(call.session)?.permits ?? 0);
    this.#checkRelease(call, permits, own);
    this.#free += permits;
    this.#strike(call, own);
    return undefined;
  }

  value(): Outcome {
    return this.#free;
  }

  sessionEnded(call: Call): void {
    this.#free += this.#taken.get(call.session)?.permits ?? 0;
    this.#taken.delete(call.session);
  }

  holders(): readonly Holder[] {
    return [...this.#taken].map(([session, { permits, since }]) => ({ session, since, count: permits }));
  }

  /** Only of a bounded one that is robust do all permits come back from those who took them. */
  lacks(_operation: string, args: readonly unknown[]): Lack | undefined {
    if (!this.#bounded || !this.#robust) return undefined;
    const [permits = 1] = args as [number?];
    return { from: this.holders(), count: permits - this.#free };
  }

  snapshot(): Result {
    return [this.#free, [...this.#taken].map(([session, { permits, since }]) => [session, permits, since])];
  }

  static restore(options: Options, snapshot: Result, bounded: boolean): SemaphoreState {
    const [free, taken] = snapshot as [number, [Id, number, number][]];
    const state = new SemaphoreState(options, bounded);
    state.#free = free;
    for (const [session, permits, since] of taken) state.#taken.set(session, { permits, since });
    return state;
  }

  /** Throws unless so many may be given back by a session that has `own` of them. */
  #checkRelease({ calledAs }: Call, permits: number, own: number): void {
    const most = this.#bounded ? this.#initial : Number.MAX_SAFE_INTEGER;
    // What others hold comes back one day, and must fit then.
    const heldOn = this.#bounded ? 0 : this.#permitsTaken() - own;
    if (permits > most - this.#free - heldOn) {
      throw new ValueError(
        `${calledAs}: ${permits} permits are too many: ${this.#free} are free, and more than ${most} cannot be`,
      );
    }
    if (this.#bounded && this.#robust && own < permits) {
      throw new NotOwnerError(
        `${calledAs}: of ${permits} permits this session holds ${own}; others hold the rest, and only they can release it`,
      );
    }
  }

  #permitsTaken(): number {
    let sum = 0;
    for (const { permits } of this.#taken.values()) sum += permits;
    return sum;
  }

  #enter(call: Call, permits: number): void {
    const before = this.#taken.get(call.session);
    this.#taken.set(call.session, { permits: (before?.permits ?? 0) + permits, since: before?.since ?? call.now });
    call.hold();
  }

  #strike(call: Call, permits: number): void {
    const before = this.#taken.get(call.session);
    if (before === undefined) return;
    if (before.permits > permits) {
      this.#taken.set(call.session, { ...before, permits: before.permits - permits });
    } else {
      this.#taken.delete(call.session);
      call.letGo();
    }
  }
}
