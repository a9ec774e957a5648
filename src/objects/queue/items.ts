import { bytesOf, type Stored } from '../stored.js';

/** A value in a queue, with what its place among the others depends on. */
export interface Item {
  readonly value: Stored;
  /** Its number in the order of arrival. */
  readonly arrival: number;
  /** Lower goes first, in a priority queue. */
  readonly priority: number;
}

/** The items of a queue in the order they leave it. Every operation is O(log n) or better, whatever the length. */
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

/** Which of two items leaves first: a total order. */
type GoesFirst = (a: Item, b: Item) => boolean;

const earlier: GoesFirst = (a, b) => a.arrival < b.arrival;
const later: GoesFirst = (a, b) => a.arrival > b.arrival;
/** Lowest priority value first, as Python's `PriorityQueue`; equals in their order of arrival, as Python does not promise. */
const moreUrgent: GoesFirst = (a, b) => a.priority < b.priority || (a.priority === b.priority && earlier(a, b));

/** Items that leave from an end of an array: what `Items` does, without coming back. */
type Line = Omit<Items, 'putBack'>;

/** First in, first out. An array with a moving head; the spent front is cut off now and then, so taking stays O(1). */
class Pipe implements Line {
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

  *[Symbol.iterator](): Iterator<Item> {
    for (let place = this.#head; place < this.#slots.length; place++) yield this.#slots[place] as Item;
  }
}

/** Last in, first out. */
class Stack implements Line {
  readonly #stack: Item[] = [];

  get size(): number {
    return this.#stack.length;
  }

  add(item: Item): void {
    this.#stack.push(item);
  }

  first(): Item | undefined {
    return this.#stack.at(-1);
  }

  take(): Item | undefined {
    return this.#stack.pop();
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#stack[Symbol.iterator]();
  }
}

/** A binary heap over a rule that tells which of two items leaves first. */
class HeapItems implements Items {
  readonly #heap: Item[] = [];
  readonly #goesFirst: GoesFirst;

  constructor(goesFirst: GoesFirst) {
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

/**
 * A line, and beside it the items that came back, which may belong anywhere in it. They wait in a heap: looking for the
 * place of each in the line would take, when receivers with many items end one after the other, minutes.
 */
class LineItems implements Items {
  readonly #line: Line;
  readonly #returned: HeapItems;
  readonly #goesFirst: GoesFirst;

  constructor(line: Line, goesFirst: GoesFirst) {
    this.#line = line;
    this.#returned = new HeapItems(goesFirst);
    this.#goesFirst = goesFirst;
  }

  get size(): number {
    return this.#line.size + this.#returned.size;
  }

  add(item: Item): void {
    this.#line.add(item);
  }

  first(): Item | undefined {
    return (this.#isReturnedNext() ? this.#returned : this.#line).first();
  }

  take(): Item | undefined {
    return (this.#isReturnedNext() ? this.#returned : this.#line).take();
  }

  putBack(item: Item): void {
    this.#returned.add(item);
  }

  *[Symbol.iterator](): Iterator<Item> {
    yield* this.#line;
    yield* this.#returned;
  }

  #isReturnedNext(): boolean {
    const returned = this.#returned.first();
    if (returned === undefined) return false;
    const inLine = this.#line.first();
    return inLine === undefined || this.#goesFirst(returned, inLine);
  }
}

export type Order = 'fifo' | 'lifo' | 'priority';

/** Nothing yet, to leave in this order. */
export const itemsOf: Readonly<Record<Order, () => Items>> = {
  fifo: () => new LineItems(new Pipe(), earlier),
  lifo: () => new LineItems(new Stack(), later),
  priority: () => new HeapItems(moreUrgent),
};

/** Takes up to `max` items, as far as `room` bytes carry them; one at least, if there is one. */
export function takeFitting(items: Items, max: number, room: number): Item[] {
  const taken: Item[] = [];
  let left = room;
  for (let next = items.first(); next && taken.length < max; next = items.first()) {
    left -= bytesOf(next.value);
    if (left < 0 && taken.length > 0) break;
    items.take();
    taken.push(next);
  }
  return taken;
}
