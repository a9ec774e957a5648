/** An entry of a `Line`. The line's own fields are in it, so that leaving from the middle takes no search. */
export interface LineEntry<T> {
  before: T | undefined;
  after: T | undefined;
}

/** A waiting line: who came first is at the head. Joining, leaving and looking at the head are O(1). */
export class Line<T extends LineEntry<T>> {
  #head: T | undefined;
  #tail: T | undefined;
  #length = 0;

  get head(): T | undefined {
    return this.#head;
  }

  get length(): number {
    return this.#length;
  }

  /** Joins at the end, or right behind an entry that stands in this line. */
  join(entry: T, before: T | undefined = this.#tail): void {
    this.#length++;
    const after = before?.after;
    entry.before = before;
    entry.after = after;
    if (before) before.after = entry;
    else this.#head = entry;
    if (after) after.before = entry;
    else this.#tail = entry;
  }

  leave(entry: T): void {
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
}
