/**
 * What this program has of locks, as far as it knows. After a wait on a condition the lock is held by a new grant: who got
 * the grant before finds the new one in the hold that both share.
 */
import type { Owner } from '../../../protocol/messages.js';
import { Noted } from '../noted.js';
import { referenceOf, type SharedObject } from '../shared-object.js';

/** Lets go of the reference through which a grant was acquired. */
type LetGo = () => void;

/** What one owner has of one lock, from its first grant to its last release. */
export interface Hold {
  /** The token of the latest grant. */
  token: number;
  /** Whether a holder died before one of the grants. */
  abandoned: boolean;
  /** The grants that share it and were not released, in the order in which they were given. */
  readonly grants: LetGo[];
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
  /** Where they are kept for the proxies that something was acquired through. Those of the program as a whole are kept anyway. */
  readonly keptIn: Set<Set<Notes>>;
}

/** By lock and owner; what no grant, no wait and no proxy below needs goes. */
const noted = new Noted<Notes>(() => ({
  latest: undefined,
  unmatched: new Set(),
  early: undefined,
  keptIn: new Set(),
}));

/** What was acquired through a proxy is to be found by `release` also where nobody keeps the grants. */
const keptForProxies = new WeakMap<SharedObject, Set<Notes>>();

/** Of the program as a whole: one for each lock, so that its proxy may keep them for good, and need not look for them. */
const ofPrograms = new WeakMap<SharedObject, Notes>();

/** A plain lock has no owners but sessions. */
function notesOf(lock: SharedObject, owner: Owner | undefined): Notes {
  return owner === undefined || referenceOf(lock)?.type === 'lock' ? notesOfProgram(lock) : noted.of(lock, owner);
}

function notesOfProgram(lock: SharedObject): Notes {
  const known = ofPrograms.get(lock);
  if (known) return known;
  const notes = noted.of(lock, null);
  ofPrograms.set(lock, notes);
  return notes;
}

/** What the broker says of a grant. `level` is how often its owner has the lock now. */
export type GrantedTo = readonly [token: number, abandoned: boolean, level?: number];

/** A lock was granted; `letGo` is called when that was released, by the grant or without it. */
export function granted(
  lock: SharedObject,
  owner: Owner | undefined,
  [token, abandoned, level = 1]: GrantedTo,
  letGo: LetGo,
): Hold {
  const notes = notesOf(lock, owner);
  const known = level > 1 ? notes.latest : undefined;
  const hold = known ?? { token, abandoned, grants: [], isAsleep: false, notes };
  hold.grants.push(letGo);
  notes.latest = hold;
  keep(notes, lock);
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

/**
 * Releases one grant of `hold` by `release`: what is called after that finds it released. It is the grant of `own`, or the
 * one given last.
 */
export async function givingBack(hold: Hold | undefined, release: () => Promise<void>, own?: LetGo): Promise<void> {
  if (hold === undefined) return release();
  const { grants, notes } = hold;
  const index = own ? grants.lastIndexOf(own) : -1;
  const [letGo] = grants.splice(index, 1);
  if (grants.length === 0 && notes.latest === hold) notes.latest = undefined;
  try {
    await release();
  } catch (error) {
    if (letGo) grants.push(letGo);
    notes.latest ??= hold;
    throw error;
  }
  letGo?.();
  if (notes.latest === undefined) forget(notes);
}

function keep(notes: Notes, lock: SharedObject): void {
  if (ofPrograms.get(lock) === notes) return;
  const kept = keptForProxies.get(lock) ?? new Set();
  keptForProxies.set(lock, kept.add(notes));
  notes.keptIn.add(kept);
}

function forget(notes: Notes): void {
  // To clear a set makes it anew, though it is empty.
  if (notes.keptIn.size === 0) return;
  for (const kept of notes.keptIn) kept.delete(notes);
  notes.keptIn.clear();
}

function renew(hold: Hold, [token, abandoned]: readonly [token: number, abandoned: boolean]): void {
  hold.token = token;
  hold.abandoned ||= abandoned;
}

/** A wait on a condition: it gives up what its caller has when it is sent, and takes the same back. */
export class Sleep {
  readonly #lock: SharedObject;
  readonly #notes: Notes;
  #hold: Hold | undefined;

  constructor(lock: SharedObject, owner: Owner | undefined) {
    this.#lock = lock;
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
    keep(this.#notes, this.#lock);
  }

  /** However it ended: also where it was refused, and nothing was given up. */
  end(): void {
    this.#notes.unmatched.delete(this);
    if (this.#hold) this.#hold.isAsleep = false;
  }
}
