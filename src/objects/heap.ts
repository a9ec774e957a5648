/** What stands in a heap keeps its own place there, so that it can be taken out of the middle. */
export interface HeapEntry {
  /** The heap's own; -1 outside of one. */
  place: number;
}

/** A binary heap over a rule that tells which of two entries goes first. All but looking is O(log n). */
export class Heap<T extends HeapEntry> {
  readonly #entries: T[] = [];
  readonly #goesFirst: (a: T, b: T) => boolean;

  constructor(goesFirst: (a: T, b: T) => boolean) {
    this.#goesFirst = goesFirst;
  }

  get size(): number {
    return this.#entries.length;
  }

  first(): T | undefined {
    return this.#entries[0];
  }

  add(entry: T): void {
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  take(): T | undefined {
    const top = this.#entries[0];
    if (top !== undefined) this.remove(top);
    return top;
  }

  /** One that is not in the heap is left alone. */
  remove(entry: T): void {
    const { place } = entry;
    if (place < 0) return;
    entry.place = -1;
    const last = this.#entries.pop() as T;
    if (last === entry) return;
    if (place > 0 && this.#goesFirst(last, this.#entries[(place - 1) >> 1] as T)) this.#rise(last, place);
    else this.#sink(last, place);
  }

  /** All entries, in no particular order. */
  [Symbol.iterator](): Iterator<T> {
    return this.#entries[Symbol.iterator]();
  }

  #rise(entry: T, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#entries[parent] as T;
      if (!this.#goesFirst(entry, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(entry, place);
  }

  #sink(entry: T, from: number): void {
    const size = this.#entries.length;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#goesFirst(this.#entries[child + 1] as T, this.#entries[child] as T)) child++;
      const below = this.#entries[child] as T;
      if (!this.#goesFirst(below, entry)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(entry, place);
  }

  #put(entry: T, place: number): void {
    this.#entries[place] = entry;
    entry.place = place;
  }
}
