import type { Deadlock } from '../objects/broker/info.js';
import type { Deadline, Deadlines } from '../objects/deadlines.js';
import { findRings, type Ring, SETTLED_MS } from './deadlocks.js';
import type { Due } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { Session } from './session.js';

/** While nothing new waits, looks become as rare as this: a ring can still close when something is granted. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Looks for deadlocks from time to time, as long as calls wait that could be part of one: a search with every such call
 * would cost those who merely wait for a busy lock more than their wait.
 */
export class DeadlockWatch implements Deadline {
  at = Number.POSITIVE_INFINITY;
  place = -1;
  readonly #sessions: () => Iterable<Session>;
  readonly #deadlines: Deadlines<Due>;
  /** How many calls wait that could be part of one. */
  #waiting = 0;
  #pauseMs = SETTLED_MS;
  /** The rings that were told. */
  #told = new Set<string>();

  constructor(sessions: () => Iterable<Session>, deadlines: Deadlines<Due>) {
    this.#sessions = sessions;
    this.#deadlines = deadlines;
  }

  /** A call has begun to wait for what others hold. */
  joined(now: number): void {
    this.#waiting++;
    this.#pauseMs = SETTLED_MS;
    if (this.at > now + SETTLED_MS) this.#lookAt(now + SETTLED_MS);
  }

  /** Such a call waits no longer. */
  left(): void {
    // The look that is due then finds nothing; to call it off costs more than that, where locks change hands all the time.
    this.#waiting--;
  }

  /** Its time has come. Gives the deadlocks that are there for the first time, or again. */
  look(now: number): readonly Deadlock[] {
    this.#lookAt(this.#waiting > 0 ? now + this.#pauseMs : Number.POSITIVE_INFINITY);
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
    const rings = this.#settledRings(now);
    const fresh = rings.filter(({ key }) => !this.#told.has(key));
    this.#told = new Set(rings.map(({ key }) => key));
    return fresh.map(({ deadlock }) => deadlock);
  }

  /** Those that there are now; with `object`, those that it is part of. */
  deadlocks(now: number, object?: HostedObject): readonly Deadlock[] {
    if (this.#waiting === 0) return [];
    const rings = this.#settledRings(now);
    return rings.filter(({ objects }) => !object || objects.has(object)).map(({ deadlock }) => deadlock);
  }

  #settledRings(now: number): Ring[] {
    return findRings(this.#sessions(), now).filter(({ deadlock }) => deadlock.forMs >= SETTLED_MS);
  }

  #lookAt(at: number): void {
    if (this.at === at) return;
    this.#deadlines.remove(this);
    this.at = at;
    if (at < Number.POSITIVE_INFINITY) this.#deadlines.add(this);
  }
}
