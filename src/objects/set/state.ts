import { KeyError } from '../../../protocol/errors.js';
import { type Call, Handout, type Options, type Outcome, type Result, type StateOf } from '../contract.js';
import { keyBytes, keyString } from '../keys.js';
import type { StoredKey } from '../stored.js';
import { CountedKeys } from './counted-keys.js';
import type { setOperations } from './operations.js';

type Members = readonly StoredKey[];

/** Members in the order of insertion, as JavaScript's `Set`; what Python's `set` does to them. */
export class SetState implements StateOf<typeof setOperations> {
  readonly #members: CountedKeys;
  /** Goes through the members from the oldest on, for `pop` alone: a new one would first pass all places that were left. */
  #oldest: Iterator<StoredKey> | undefined;
  /** How many members may have come or gone otherwise since it was made. */
  #changes = 0;

  constructor(members: Iterable<StoredKey> = []) {
    this.#members = new CountedKeys(members);
  }

  get items(): number {
    return this.#members.size;
  }

  get bytes(): number {
    return this.#members.bytes;
  }

  add(_call: Call, member: StoredKey): Outcome {
    this.#changing(1);
    const before = this.#members.size;
    return this.#members.add(member).size > before;
  }

  has(_call: Call, member: StoredKey): Outcome {
    return this.#members.has(member);
  }

  delete(_call: Call, member: StoredKey): Outcome {
    this.#changing(1);
    return this.#members.delete(member);
  }

  remove(_call: Call, member: StoredKey): Outcome {
    this.#changing(1);
    if (!this.#members.delete(member)) throw new KeyError('argument member of set.remove: the set has no such member');
    return undefined;
  }

  pop(): Outcome {
    const oldest = this.#nextOldest();
    if (oldest === undefined) throw new KeyError('set.pop: the set is empty');
    this.#members.delete(oldest);
    return new Handout(keyBytes(oldest), [oldest]);
  }

  size(): Outcome {
    return this.#members.size;
  }

  clear(): Outcome {
    this.#oldest = undefined;
    this.#members.clear();
    return undefined;
  }

  values(): Result {
    return Array.from(this.#members, keyBytes);
  }

  // ── In place ───────────────────────────────────────────────────────────────────────────────────────────────────────

  update(_call: Call, others: readonly Members[]): Outcome {
    for (const other of others) {
      this.#changing(other.length);
      for (const member of other) this.#members.add(member);
    }
    return undefined;
  }

  intersectionUpdate(_call: Call, others: readonly Members[]): Outcome {
    this.#oldest = undefined;
    const sets = others.map((other) => new Set(other));
    for (const member of this.#members) if (!sets.every((set) => set.has(member))) this.#members.delete(member);
    return undefined;
  }

  differenceUpdate(_call: Call, others: readonly Members[]): Outcome {
    this.#oldest = undefined;
    for (const other of others) for (const member of other) this.#members.delete(member);
    return undefined;
  }

  /** One after the other: what is in an odd number of the sets remains. */
  symmetricDifferenceUpdate(_call: Call, others: readonly Members[]): Outcome {
    this.#oldest = undefined;
    for (const other of others) {
      for (const member of new Set(other)) if (!this.#members.delete(member)) this.#members.add(member);
    }
    return undefined;
  }

  // ── As a new set ───────────────────────────────────────────────────────────────────────────────────────────────────

  union(call: Call, others: readonly Members[]): Outcome {
    return this.#changedBy((copy) => copy.update(call, others));
  }

  intersection(call: Call, others: readonly Members[]): Outcome {
    return this.#changedBy((copy) => copy.intersectionUpdate(call, others));
  }

  difference(call: Call, others: readonly Members[]): Outcome {
    return this.#changedBy((copy) => copy.differenceUpdate(call, others));
  }

  symmetricDifference(call: Call, others: readonly Members[]): Outcome {
    return this.#changedBy((copy) => copy.symmetricDifferenceUpdate(call, others));
  }

  // ── Comparing ──────────────────────────────────────────────────────────────────────────────────────────────────────

  isSubsetOf(_call: Call, other: Members): Outcome {
    const set = new Set(other);
    for (const member of this.#members) if (!set.has(member)) return false;
    return true;
  }

  isSupersetOf(_call: Call, other: Members): Outcome {
    return other.every((member) => this.#members.has(member));
  }

  isDisjointFrom(_call: Call, other: Members): Outcome {
    return !other.some((member) => this.#members.has(member));
  }

  // ── As every state ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** One that was added again meanwhile is there already. */
  takeBack(_call: Call, members: readonly unknown[]): void {
    this.#changing(members.length);
    for (const member of members as Members) this.#members.add(member);
  }

  snapshot(): Result {
    return this.values();
  }

  static restore(_options: Options, snapshot: Result): SetState {
    return new SetState((snapshot as readonly Uint8Array[]).map(keyString));
  }

  #changedBy(change: (copy: SetState) => unknown): Outcome {
    const copy = new SetState(this.#members);
    change(copy);
    return copy.values();
  }

  /**
   * An iterator keeps every table that the set has had since the iterator was made (V8): a set to which one member came and
   * from which it went a million times would hold 100 MiB.
   */
  #changing(members: number): void {
    this.#changes += members;
    if (this.#changes > this.#members.size) this.#oldest = undefined;
  }

  /** What is behind the iterator was popped; what is added comes before its end, unless it has reached that already. */
  #nextOldest(): StoredKey | undefined {
    const next = this.#oldest?.next();
    if (next && !next.done) return next.value;
    this.#oldest = this.#members.values();
    this.#changes = 0;
    return this.#oldest.next().value;
  }
}
