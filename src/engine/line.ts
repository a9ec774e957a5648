/** An entry of a `Line`. The line's own fields are in it, so that leaving from the middle takes no search. */
export interface LineEntry<T> {
  before: T | undefined;
  after: T | undefined;
  /** Entries of one party stand together. Must not change while the entry is in a line. */
  readonly party: string | undefined;
}

/** A waiting line: who came first is at the head. Joining, leaving and looking at the head are O(1). */
export class Line<T extends LineEntry<T>> {
  #head: T | undefined;
  #tail: T | undefined;
  #length = 0;
  /** The last of each party. Most lines know no parties. */
  #parties: Map<string, T> | undefined;

  constructor(readonly name: string) {}

  get head(): T | undefined {
    return this.#head;
  }

  get length(): number {
    return this.#length;
  }

  /** Joins at the end, or right behind its party. */
  join(entry: T): void {
    const before = this.#companion(entry) ?? this.#tail;
    const after = before?.after;
    entry.before = before;
    entry.after = after;
    if (before) before.after = entry;
    else this.#head = entry;
    if (after) after.before = entry;
    else this.#tail = entry;
    if (entry.party !== undefined) this.#joinParty(entry.party, entry);
    this.#length++;
  }

  leave(entry: T): void {
    this.#leaveParty(entry);
    this.#length--;
    if (entry.before) entry.before.after = entry.after;
    else this.#head = entry.after;
    if (entry.after) entry.after.before = entry.before;
    else this.#tail = entry.before;
    entry.before = undefined;
    entry.after = undefined;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let entry = this.#head; entry; entry = entry.after) yield entry;
  }

  #companion({ party }: T): T | undefined {
    return party === undefined ? undefined : this.#parties?.get(party);
  }

  #joinParty(party: string, entry: T): void {
    this.#parties ??= new Map();
    this.#parties.set(party, entry);
  }

  #leaveParty(entry: T): void {
    const { party, before } = entry;
    if (party === undefined || this.#parties?.get(party) !== entry) return;
    if (before?.party === party) this.#parties.set(party, before);
    else this.#parties.delete(party);
  }
}
