import { Heap } from '../heap.js';
import { bytesOf } from '../stored.js';
import { earlier, type GoesFirst, type InLine, type Item, later, moreUrgent, termless } from './item.js';
import { Levels } from './levels.js';
import { type Line, Pipe, Stack } from './lines.js';
import type { Packing } from './page.js';

/** The items of a queue in the order they leave it. Every operation is O(log n) or better, whatever the length. */
export interface Items<T extends InLine = Item> {
  readonly size: number;
  /** How many of them may be objects, roughly; the others are bytes in pages. */
  readonly loose: number;
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

/** All in a heap. */
class HeapItems<T extends InLine> extends Heap<T> implements Items<T> {
  get loose(): number {
    return this.size;
  }

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

  get loose(): number {
    return this.#line.loose + this.#beside.size;
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

/** Nothing yet, to leave in this order. */
export const itemsOf: Readonly<Record<Order, () => Items>> = {
  fifo: () => fifoItems(termless(0)),
  lifo: () => new LineItems(new Stack(termless(0)), later),
  priority: () => new LineItems(new Levels(), moreUrgent),
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
