import type { Result } from '../contract.js';
import { Heap, type HeapEntry } from '../heap.js';
import { bytesOf, type Stored } from '../stored.js';
import { type Line, Pipe, Stack } from './lines.js';
import type { Packing, Paged } from './page.js';

/** A value that stands in line, with its number in the order of arrival. */
export interface InLine extends Paged, HeapEntry {}

/** A value in a queue, with what its place among the others depends on, and its terms. */
export interface Item extends InLine {
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
export interface Items<T extends InLine = Item> {
  readonly size: number;
  /** A new item, which arrived after all others. As it waits, it can become another object. */
  add(item: T): void;
  /** Puts an item that is no new one, or will have to be removed, where it belongs by its arrival. */
  insert(item: T): void;
  /** Takes out an item that was put in by `insert`, wherever it stands. */
  remove(item: T): void;
  /** The item that leaves next. */
  first(): T | undefined;
  take(): T | undefined;
  /** All items, in no particular order. */
  [Symbol.iterator](): Iterator<T>;
}

/** Which of two items leaves first: a total order. */
type GoesFirst<T> = (a: T, b: T) => boolean;

const earlier: GoesFirst<InLine> = (a, b) => a.arrival < b.arrival;
const later: GoesFirst<InLine> = (a, b) => a.arrival > b.arrival;
/** Lowest priority value first, as Python's `PriorityQueue`; equals in their order of arrival, as Python does not promise. */
const moreUrgent: GoesFirst<Item> = (a, b) => a.priority < b.priority || (a.priority === b.priority && earlier(a, b));

/** All in a heap. */
class HeapItems<T extends InLine> extends Heap<T> implements Items<T> {
  insert(item: T): void {
    this.add(item);
  }
}

/**
 * A line, and beside it the items that came back, which may belong anywhere in it, or may have to leave from the middle.
 * They wait in a heap: looking for the place of each in the line would take, when receivers with many items end one after
 * the other, minutes.
 */
class LineItems<T extends InLine> implements Items<T> {
  readonly #line: Line<T>;
  readonly #beside: HeapItems<T>;
  readonly #goesFirst: GoesFirst<T>;

  constructor(line: Line<T>, goesFirst: GoesFirst<T>) {
    this.#line = line;
    this.#beside = new HeapItems(goesFirst);
    this.#goesFirst = goesFirst;
  }

  get size(): number {
    return this.#line.size + this.#beside.size;
  }

  add(item: T): void {
    this.#line.add(item);
  }

  first(): T | undefined {
    return (this.#isBesideNext() ? this.#beside : this.#line).first();
  }

  take(): T | undefined {
    return (this.#isBesideNext() ? this.#beside : this.#line).take();
  }

  insert(item: T): void {
    this.#beside.add(item);
  }

  remove(item: T): void {
    this.#beside.remove(item);
  }

  *[Symbol.iterator](): Iterator<T> {
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

/** Nothing yet, to leave first in, first out. */
export function fifoItems<T extends InLine>(packing: Packing<T>): Items<T> {
  return new LineItems<T>(new Pipe(packing), earlier);
}

/** Most items say nothing of their terms. */
const termless: Packing<Item> = {
  isBare: ({ priority, id, expiresAt, deliveries }) =>
    priority === 0 && id === undefined && expiresAt === undefined && deliveries === 0,
  bare: (value, arrival) => ({
    value,
    arrival,
    priority: 0,
    id: undefined,
    expiresAt: undefined,
    deliveries: 0,
    place: -1,
  }),
};

/** Nothing yet, to leave in this order. */
export const itemsOf: Readonly<Record<Order, () => Items>> = {
  fifo: () => fifoItems(termless),
  lifo: () => new LineItems(new Stack(termless), later),
  priority: () => new HeapItems(moreUrgent),
};

/** Takes up to `max` items, as far as `room` bytes carry them; one at least, if there is one. */
export function takeFitting<T extends InLine>(items: Pick<Items<T>, 'first' | 'take'>, max: number, room: number): T[] {
  const taken: T[] = [];
  let left = room;
  for (let next = items.first(); next && taken.length < max; next = items.first()) {
    left -= bytesOf(next.value);
    if (left < 0 && taken.length > 0) break;
    items.take();
    taken.push(next);
  }
  return taken;
}
