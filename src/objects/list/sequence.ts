/** More than these at a time are not spread over arguments, which would exhaust the stack. */
const SPREADABLE = 1_024;

/** What a place takes, with spare ones. */
const PLACE_BYTES = 16;

/**
 * Items by their places, in an array that has spare room before its first item. Both ends are O(1) in the long run, the
 * rest is as an array's. Places must exist: whoever calls has checked them.
 */
export class Sequence<T extends object> {
  #slots: (T | undefined)[];
  /** Where in the slots the first item is. */
  #head = 0;
  readonly #bytesOf: (item: T) => number;
  #bytes = 0;

  /** `bytesOf`: what an item takes in memory, always the same. */
  constructor(items: readonly T[] = [], bytesOf: (item: T) => number = () => 0) {
    this.#bytesOf = bytesOf;
    this.#slots = [...items];
    this.#add(items);
  }

  /** What the items take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#slots.length - this.#head;
  }

  at(place: number): T {
    return this.#slots[this.#head + place] as T;
  }

  /** Puts another item in its place. Returns the one that was there. */
  set(place: number, item: T): T {
    const before = this.at(place);
    this.#slots[this.#head + place] = item;
    this.#bytes += this.#bytesOf(item) - this.#bytesOf(before);
    return before;
  }

  insert(place: number, item: T): void {
    if (place === 0) {
      this.prepend([item]);
      return;
    }
    if (place === this.length) this.#slots.push(item);
    else this.#slots.splice(this.#head + place, 0, item);
    this.#bytes += PLACE_BYTES + this.#bytesOf(item);
  }

  /** Takes an item out. */
  take(place: number): T {
    const item = this.at(place);
    if (place === this.length - 1) this.#slots.pop();
    else if (place === 0) this.#shift();
    else this.#slots.splice(this.#head + place, 1);
    this.#bytes -= PLACE_BYTES + this.#bytesOf(item);
    return item;
  }

  /** Puts items in the place of `count` others. Returns those. */
  replace(place: number, count: number, items: readonly T[]): T[] {
    const from = this.#head + place;
    const removed = this.#slots.slice(from, from + count) as T[];
    if (items.length <= SPREADABLE) this.#slots.splice(from, count, ...items);
    else this.#slots = this.#slots.slice(0, from).concat(items, this.#slots.slice(from + count));
    this.#add(items);
    for (const item of removed) this.#bytes -= PLACE_BYTES + this.#bytesOf(item);
    return removed;
  }

  append(items: readonly T[]): void {
    for (const item of items) this.#slots.push(item);
    this.#add(items);
  }

  prepend(items: readonly T[]): void {
    if (this.#head < items.length) this.#makeRoom(items.length);
    this.#head -= items.length;
    for (const [index, item] of items.entries()) this.#slots[this.#head + index] = item;
    this.#add(items);
  }

  /** Puts these in the place of all items. */
  become(items: readonly T[]): void {
    this.#slots = [...items];
    this.#head = 0;
    this.#bytes = 0;
    this.#add(items);
  }

  toArray(): T[] {
    return this.#slots.slice(this.#head) as T[];
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let place = 0; place < this.length; place++) yield this.at(place);
  }

  #add(items: readonly T[]): void {
    for (const item of items) this.#bytes += PLACE_BYTES + this.#bytesOf(item);
  }

  /** As much room again as there are slots, so that it need not be made often. */
  #makeRoom(atLeast: number): void {
    const room = new Array<undefined>(atLeast + this.#slots.length).fill(undefined);
    this.#slots = [...room, ...this.#slots];
    this.#head += room.length;
  }

  /** The spent front is cut off now and then. */
  #shift(): void {
    this.#slots[this.#head++] = undefined;
    if (this.#head > 1_024 && this.#head * 2 > this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#head = 0;
    }
  }
}
