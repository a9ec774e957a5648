import type { Result, Stored } from '../contract.js';
import { Heap, type HeapEntry } from './heap.js';

/** A value in a queue, with what its place among the others depends on, and its terms. */
export interface Item extends HeapEntry {
  readonly value: Stored;
  /** Its number in the order of arrival. */
  readonly arrival: number;
  /** Lower goes first, in a priority queue. */
  readonly priority: number;
  /** While an item of this id is in the queue, no other put of that id is carried out. */
  readonly id: string | undefined;
  /** From when on nobody can have it any more. */
  readonly expiresAt: number | undefined;
  /** How often it was reserved. */
  deliveries: number;
}

/** An item as plain data. */
export type PlainItem = readonly [
  value: Stored,
  arrival: number,
  priority: number,
  id: string | null,
  expiresAt: number | null,
  deliveries: number,
];

export function plainItem({ value, arrival, priority, id, expiresAt, deliveries }: Item): PlainItem {
  return [value, arrival, priority, id ?? null, expiresAt ?? null, deliveries];
}

export function itemFrom(plain: Result): Item {
  const [value, arrival, priority, id, expiresAt, deliveries] = plain as PlainItem;
  return { value, arrival, priority, id: id ?? undefined, expiresAt: expiresAt ?? undefined, deliveries, place: -1 };
}

/** The items of a queue in the order they leave it. Every operation is O(log n) or better, whatever the length. */
export interface Items {
  readonly size: number;
  /** A new item, which arrived after all others. */
  add(item: Item): void;
  /** Puts an item that is no new one, or will have to be removed, where it belongs by its arrival. */
  insert(item: Item): void;
  /** Takes out an item that was put in by `insert`, wherever it stands. */
  remove(item: Item): void;
  /** The item that leaves next. */
  first(): Item | undefined;
  take(): Item | undefined;
  /** All items, in no particular order. */
  [Symbol.iterator](): Iterator<Item>;
}

/** Which of two items leaves first: a total order. */
type GoesFirst = (a: Item, b: Item) => boolean;

const earlier: GoesFirst = (a, b) => a.arrival < b.arrival;
const later: GoesFirst = (a, b) => a.arrival > b.arrival;
/** Lowest priority value first, as Python's `PriorityQueue`; equals in their order of arrival, as Python does not promise. */
const moreUrgent: GoesFirst = (a, b) => a.priority < b.priority || (a.priority === b.priority && earlier(a, b));

/** Items that leave from an end of an array: what `Items` does, without its middle. */
type Line = Omit<Items, 'insert' | 'remove'>;

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

/** All in a heap. */
class HeapItems extends Heap<Item> implements Items {
  insert(item: Item): void {
    this.add(item);
  }
}

/**
 * A line, and beside it the items that came back, which may belong anywhere in it, or may have to leave from the middle.
 * They wait in a heap: looking for the place of each in the line would take, when receivers with many items end one after
 * the other, minutes.
 */
class LineItems implements Items {
  readonly #line: Line;
  readonly #beside: HeapItems;
  readonly #goesFirst: GoesFirst;

  constructor(line: Line, goesFirst: GoesFirst) {
    this.#line = line;
    this.#beside = new HeapItems(goesFirst);
    this.#goesFirst = goesFirst;
  }

  get size(): number {
    return this.#line.size + this.#beside.size;
  }

  add(item: Item): void {
    this.#line.add(item);
  }

  first(): Item | undefined {
    return (this.#isBesideNext() ? this.#beside : this.#line).first();
  }

  take(): Item | undefined {
    return (this.#isBesideNext() ? this.#beside : this.#line).take();
  }

  insert(item: Item): void {
    this.#beside.add(item);
  }

  remove(item: Item): void {
    this.#beside.remove(item);
  }

  *[Symbol.iterator](): Iterator<Item> {
    yield* this.#line;
    yield* this.#beside;
  }

  #isBesideNext(): boolean {
    const beside = this.#beside.first();
    if (beside === undefined) return false;
    const inLine = this.#line.first();
    return inLine === undefined || this.#goesFirst(beside, inLine);
  }
}

export type Order = 'fifo' | 'lifo' | 'priority';

/** Nothing yet, to leave in this order. */
export const itemsOf: Readonly<Record<Order, () => Items>> = {
  fifo: () => new LineItems(new Pipe(), earlier),
  lifo: () => new LineItems(new Stack(), later),
  priority: () => new HeapItems(moreUrgent),
};
