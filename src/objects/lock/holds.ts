/**
 * What this program has of locks, as far as it knows. After a wait on a condition the lock is held by a new grant: who got
 * the grant before finds the new one in the hold that both share.
 */
import type { Owner } from '../../../protocol/messages.js';
import { referenceOf, type SharedObject } from '../shared-object.js';

/** What one owner has of one lock, from its first grant to its last release. */
export interface Hold {
  /** The token of the latest grant. */
  token: number;
  /** Whether a holder died before one of the grants. */
  abandoned: boolean;
  /** How many grants share it. */
  grants: number;
  /** It was given up for a wait, which gives it back: meanwhile others of the same owner can have holds of their own. */
  isAsleep: boolean;
  /** Kept for as long as there is a hold to be found. */
  readonly notes: Notes;
}

/** What is known of one owner and one lock. */
interface Notes {
  /** What the owner has now, or had last. */
  latest: Hold | undefined;
  /** Waits that were sent before the answer to the `acquire` that they follow. */
  readonly unmatched: Set<Sleep>;
  /** What a wait brought whose `acquire` is answered, but not noted yet. */
  early: readonly [token: number, abandoned: boolean] | undefined;
}

/** By session, and there by lock and owner, whatever proxies it is reached by. What no grant and no wait needs goes. */
const notesOfSessions = new WeakMap<object, Map<string, WeakRef<Notes>>>();
const forgotten = new FinalizationRegistry<() => void>((forget) => forget());

function notesOf(lock: SharedObject, owner: Owner | undefined): Notes {
  const { session, key } = whose(lock, owner);
  const ofSession = notesOfSessions.get(session) ?? new Map<string, WeakRef<Notes>>();
  notesOfSessions.set(session, ofSession);
  const known = ofSession.get(key)?.deref();
  if (known) return known;
  const notes: Notes = { latest: undefined, unmatched: new Set(), early: undefined };
  const reference = new WeakRef(notes);
  ofSession.set(key, reference);
  forgotten.register(notes, () => {
    if (ofSession.get(key) === reference) ofSession.delete(key);
  });
  return notes;
}

/** A plain lock has no owners but sessions. */
function whose(lock: SharedObject, owner: Owner | undefined): { session: object; key: string } {
  const reference = referenceOf(lock);
  if (reference === undefined) throw new TypeError('what is locked has no reference');
  const { session, type, name, id } = reference;
  const object = name === undefined ? ['id', id] : ['name', name];
  return { session, key: JSON.stringify([type, ...object, type === 'lock' ? null : (owner ?? null)]) };
}

/** A lock was granted. `level` is how often its owner has it now. */
export function granted(
  lock: SharedObject,
  owner: Owner | undefined,
  [token, abandoned, level = 1]: readonly [token: number, abandoned: boolean, level?: number],
): Hold {
  const notes = notesOf(lock, owner);
  const known = level > 1 ? notes.latest : undefined;
  const hold = known ?? { token, abandoned, grants: 0, isAsleep: false, notes };
  hold.grants++;
  notes.latest = hold;
  if (known) return hold;
  const [sleep] = notes.unmatched;
  sleep?.take(hold);
  const { early } = notes;
  notes.early = undefined;
  if (early && early[0] > token) renew(hold, early);
  return hold;
}

/** What an owner of this program has of the lock, if that is known. */
export function holdOf(lock: SharedObject, owner: Owner | undefined): Hold | undefined {
  return notesOf(lock, owner).latest;
}

/** Releases one grant of `hold` by `release`: what is called after that finds it released. */
export async function givingBack(hold: Hold | undefined, release: () => Promise<void>): Promise<void> {
  if (hold === undefined) return release();
  if (--hold.grants === 0 && hold.notes.latest === hold) hold.notes.latest = undefined;
  try {
    await release();
  } catch (error) {
    hold.grants++;
    hold.notes.latest ??= hold;
    throw error;
  }
}

function renew(hold: Hold, [token, abandoned]: readonly [token: number, abandoned: boolean]): void {
  hold.token = token;
  hold.abandoned ||= abandoned;
}

/** A wait on a condition: it gives up what its caller has when it is sent, and takes the same back. */
export class Sleep {
  readonly #notes: Notes;
  #hold: Hold | undefined;

  constructor(lock: SharedObject, owner: Owner | undefined) {
    this.#notes = notesOf(lock, owner);
    const { latest, unmatched } = this.#notes;
    if (latest && !latest.isAsleep) this.take(latest);
    else unmatched.add(this);
  }

  /** This is what it gives up. */
  take(hold: Hold): void {
    hold.isAsleep = true;
    this.#hold = hold;
    this.#notes.unmatched.delete(this);
  }

  /** The lock was granted again, to the same grants. */
  wake(token: number, abandoned: boolean): void {
    const { latest } = this.#notes;
    const hold = this.#hold ?? (latest?.isAsleep ? undefined : latest);
    if (hold) renew(hold, [token, abandoned]);
    else this.#notes.early = [token, abandoned];
    this.#notes.latest = hold;
  }

  /** However it ended: also where it was refused, and nothing was given up. */
  end(): void {
    this.#notes.unmatched.delete(this);
    if (this.#hold) this.#hold.isAsleep = false;
  }
}
