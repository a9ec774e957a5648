import { ReferringValue, type Result, type Stored } from '../contract.js';
import { type Item, itemFrom, plainItem } from './item.js';
import { type Items, itemsOf, type Order } from './items.js';
import { Timetable } from './timetable.js';

/** How long a value's encoding is. */
export function encodedBytes(value: Stored): number {
  return (value instanceof ReferringValue ? value.bytes : value).length;
}

/** Whether nobody can have the item any more. */
export function isExpired(item: Item, now: number): boolean {
  return item.expiresAt !== undefined && item.expiresAt <= now;
}

/** What a queue has in it: items to be taken now, and items to be taken later. Those that are out are none of its. */
export class Stock {
  readonly #ready: Items;
  /** Until when; or until the item expires, if that comes first. */
  readonly #delayed = new Timetable<Item>((item) => item.arrival);
  /** Those ready items that expire, and when. */
  readonly #expiring = new Timetable<Item>((item) => item.arrival);
  #hadTimes = false;
  #bytes = 0;

  constructor(order: Order) {
    this.#ready = itemsOf[order]();
  }

  /** How many items can be taken now. */
  get ready(): number {
    return this.#ready.size;
  }

  get delayed(): number {
    return this.#delayed.size;
  }

  get size(): number {
    return this.#ready.size + this.#delayed.size;
  }

  /** The encodings of all items, ready and delayed, together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether any item ever had a time. A queue that knows no times asks no timetable. */
  get hadTimes(): boolean {
    return this.#hadTimes;
  }

  /** When the first delay or life is over; `Infinity` where there is none. */
  get dueAt(): number {
    return Math.min(this.#delayed.next, this.#expiring.next);
  }

  /** A new item, which arrived after all others. */
  add(item: Item): void {
    if (item.expiresAt === undefined) {
      this.#bytes += encodedBytes(item.value);
      this.#ready.add(item);
    } else this.insert(item);
  }

  /** An item that comes (back) to its place. */
  insert(item: Item): void {
    this.#bytes += encodedBytes(item.value);
    this.#makeReady(item);
  }

  /** An item that comes to its place at a time. */
  insertAt(item: Item, at: number): void {
    this.#bytes += encodedBytes(item.value);
    this.#hadTimes = true;
    this.#delayed.set(item, Math.min(at, item.expiresAt ?? at));
  }

  /** The ready item whose turn it is. */
  first(): Item | undefined {
    return this.#ready.first();
  }

  take(): Item | undefined {
    const item = this.#ready.take();
    if (item !== undefined) this.#left(item);
    return item;
  }

  /** Takes out any item, as long as there is one. */
  takeAny(): Item | undefined {
    const delayed = this.#delayed.takeFirst();
    if (delayed === undefined) return this.take();
    this.#bytes -= encodedBytes(delayed.value);
    return delayed;
  }

  /** Lets the time come: items whose delay is over become ready, and those whose life is over are taken out. */
  advance(now: number): readonly Item[] {
    const expired: Item[] = [];
    for (let item = this.#delayed.takeDue(now); item; item = this.#delayed.takeDue(now)) {
      if (isExpired(item, now)) expired.push(item);
      else this.#makeReady(item);
    }
    for (let item = this.#expiring.takeDue(now); item; item = this.#expiring.takeDue(now)) {
      this.#ready.remove(item);
      expired.push(item);
    }
    for (const item of expired) this.#bytes -= encodedBytes(item.value);
    return expired;
  }

  /** All items, in no particular order. */
  *[Symbol.iterator](): Iterator<Item> {
    yield* this.#ready;
    for (const [item] of this.#delayed) yield item;
  }

  /** The items in their order of arrival, those delayed with their times. */
  snapshot(): Result {
    const ready = [...this.#ready].sort((a, b) => a.arrival - b.arrival);
    const delayed = [...this.#delayed].sort(([a], [b]) => a.arrival - b.arrival);
    return [ready.map(plainItem), delayed.map(([item, at]) => [plainItem(item), at])];
  }

  restore(snapshot: Result): void {
    const [ready, delayed] = snapshot as [Result[], [Result, number][]];
    for (const plain of ready) this.add(itemFrom(plain));
    for (const [plain, at] of delayed) this.insertAt(itemFrom(plain), at);
  }

  #makeReady(item: Item): void {
    this.#ready.insert(item);
    if (item.expiresAt === undefined) return;
    this.#hadTimes = true;
    this.#expiring.set(item, item.expiresAt);
  }

  #left(item: Item): void {
    this.#bytes -= encodedBytes(item.value);
    if (item.expiresAt !== undefined) this.#expiring.delete(item);
  }
}
