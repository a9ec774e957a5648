import type { Stored } from '../contract.js';

/** A value in a queue, with what its place among the others depends on. */
export interface Item {
  readonly value: Stored;
  /** Its number in the order of arrival. */
  readonly arrival: number;
  /** Lower goes first, in a priority queue. */
  readonly priority: number;
}

/** The items of a queue in the order they leave it. Every operation but
 * `putBack` is O(log n) or better, whatever the length. */
export interface Items {
  readonly size: number;
  add(item: Item): void;
  /** The item that leaves next. */
  first(): Item | undefined;
  take(): Item | undefined;
  /** Puts an item that was taken back where it would stand had it not been taken. */
  putBack(item: Item): void;
  /** All items, in no particular order. */
  [Symbol.iterator](): Iterator<Item>;
}

/** First in, first out. An array with a moving head; the spent front is cut off now and then, so taking stays O(1). */
export class FifoItems implements Items {
  #slots: (Item | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#slots.length - this.#head;
  }

  add(item: Item): void {
    this.#slots.push(item);
  }

  first(): Item | undefined {
    return this.#slots[this.#head];
  }

  take(): Item | undefined {
    const item = this.#slots[this.#head];
    if (item === undefined) return undefined;
    this.#slots[this.#head++] = undefined;
    if (this.#head > 1024 && this.#head * 2 > this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Items come back near the head, among the few that other receivers gave back before: a short walk. */
  putBack(item: Item): void {
    if (this.#head === 0) this.#makeRoom();
    let place = --this.#head;
    for (let next = this.#slots[place + 1]; next && next.arrival < item.arrival; next = this.#slots[place + 1]) {
      this.#slots[place++] = next;
    }
    this.#slots[place] = item;
  }

  /** Room for many, so that giving back a thousand items moves the array once. */
  #makeRoom(): void {
    const room = Math.max(16, this.#slots.length);
    this.#slots = [...new Array<undefined>(room), ...this.#slots];
    this.#head = room;
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (let place = this.#head; place < this.#slots.length; place++) yield this.#slots[place] as Item;
  }
}

/** A binary heap over a rule that tells which of two items leaves first. */
class HeapItems implements Items {
  readonly #heap: Item[] = [];
  readonly #goesFirst: (a: Item, b: Item) => boolean;

  constructor(goesFirst: (a: Item, b: Item) => boolean) {
    this.#goesFirst = goesFirst;
  }

  get size(): number {
    return this.#heap.length;
  }

  first(): Item | undefined {
    return this.#heap[0];
  }

  add(item: Item): void {
    let place = this.#heap.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent] as Item;
      if (!this.#goesFirst(item, above)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = item;
  }

  take(): Item | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return top;
  }

  putBack(item: Item): void {
    this.add(item);
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#heap[Symbol.iterator]();
  }

  /** Lets `item` sink from the top to its place. */
  #sink(item: Item): void {
    const size = this.#heap.length;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#goesFirst(this.#heap[child + 1] as Item, this.#heap[child] as Item)) child++;
      if (!this.#goesFirst(this.#heap[child] as Item, item)) break;
      this.#heap[place] = this.#heap[child] as Item;
      place = child;
    }
    this.#heap[place] = item;
  }
}

/** Lowest priority value first, as Python's `PriorityQueue`; equals in their order of arrival, as Python does not promise. */
export class PriorityItems extends HeapItems {
  constructor() {
    super((a, b) => a.priority < b.priority || (a.priority === b.priority && a.arrival < b.arrival));
  }
}

/** Last in, first out. */
export class LifoItems implements Items {
  readonly #stack: Item[] = [];

  get size(): number {
    return this.#stack.length;
  }

  add(item: Item): void {
    this.#stack.push(item);
  }

  first(): Item | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  take(): Item | undefined {
    return this.#stack.pop();
  }

  /** Where it would stand: below whatever arrived later, which is what was put while it was away. */
  putBack(item: Item): void {
    let place = this.#stack.length;
    while (place > 0 && (this.#stack[place - 1] as Item).arrival > item.arrival) place--;
    this.#stack.splice(place, 0, item);
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#stack[Symbol.iterator]();
  }
}
