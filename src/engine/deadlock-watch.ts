import type { Deadlock } from '../objects/broker/info.js';
import type { Deadline, Deadlines } from '../objects/deadlines.js';
import { findRings, type Ring, SETTLED_MS } from './deadlocks.js';
import type { Due } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { Session } from './session.js';

/**
 * Looks for deadlocks some time after one may have come to be: a search with every call that begins to wait would cost those
 * who merely wait for a busy lock more than their wait.
 */
export class DeadlockWatch implements Deadline {
  at = Number.POSITIVE_INFINITY;
  place = -1;
  readonly #sessions: () => Iterable<Session>;
  readonly #deadlines: Deadlines<Due>;
  /** The rings that were told and were there at the last look. */
  #told = new Set<string>();

  constructor(sessions: () => Iterable<Session>, deadlines: Deadlines<Due>) {
    this.#sessions = sessions;
    this.#deadlines = deadlines;
  }

  /**
   * A session holds something and waits: because it began to wait, or because it was granted one thing while it waits for
   * another. Nothing else closes a ring, as nobody overtakes who waits.
   */
  suspect(now: number): void {
    if (this.at === Number.POSITIVE_INFINITY) this.#lookAt(now + SETTLED_MS);
  }

  /** Nobody is left who could wait. */
  rest(): void {
    this.#lookAt(Number.POSITIVE_INFINITY);
  }

  /** Its time has come. Gives the deadlocks that were not told yet. */
  look(now: number): readonly Deadlock[] {
    const rings = findRings(this.#sessions(), now);
    const settled = rings.filter(isSettled);
    const unsettled = rings.filter((ring) => !isSettled(ring));
    const left = unsettled.map(({ deadlock }) => SETTLED_MS - deadlock.forMs);
    this.#lookAt(now + Math.min(...left));
    const fresh = settled.filter(({ key }) => !this.#told.has(key));
    this.#told = new Set(settled.map(({ key }) => key));
    return fresh.map(({ deadlock }) => deadlock);
  }

  /** Those that there are now; with `object`, those that it is part of. */
  deadlocks(now: number, object?: HostedObject): readonly Deadlock[] {
    const rings = findRings(this.#sessions(), now).filter(isSettled);
    return rings.filter(({ objects }) => !object || objects.has(object)).map(({ deadlock }) => deadlock);
  }

  #lookAt(at: number): void {
    this.#deadlines.remove(this);
    this.at = at;
    if (at < Number.POSITIVE_INFINITY) this.#deadlines.add(this);
  }
}

function isSettled({ deadlock }: Ring): boolean {
  return deadlock.forMs >= SETTLED_MS;
}
