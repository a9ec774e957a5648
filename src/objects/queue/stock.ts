import { ReferringValue, type Result, type Stored } from '../contract.js';
import { memoryOf } from '../stored.js';
import { type Item, itemFrom, plainItem } from './item.js';
import { type Items, itemsOf, type Order } from './items.js';
import { PACKED_BYTES } from './page.js';
import { Timetable } from './timetable.js';

/** How long a value's encoding is. */
export function encodedBytes(value: Stored): number {
  return (value instanceof ReferringValue ? value.bytes : value).length;
}

/** Whether nobody can have the item any more. */
export function isExpired(item: Item, now: number): boolean {
  return item.expiresAt !== undefined && item.expiresAt <= now;
}

/** What an empty one takes, with the queue around it. */
const STOCK_BYTES = 1_536;

/** What an item takes in a page beside its value. */
const RECORD_BYTES = 8;

/** And what it takes as an object. */
export const ITEM_BYTES = 224;

/** What an item that a page could hold takes more where it is an object. */
const LOOSE_BYTES = ITEM_BYTES + 192;

/** What a time takes. */
const APPOINTMENT_BYTES = 160;

/** What a queue has in it: items to be taken now, and items to be taken later. Those that are out are none of its. */
export class Stock {
  readonly #ready: Items;
  /** Until when; or until the item expires, if that comes first. */
  readonly #delayed = new Timetable<Item>((item) => item.arrival);
  /** Those ready items that expire, and when. */
  readonly #expiring = new Timetable<Item>((item) => item.arrival);
  readonly #order: Order;
  #hadTimes = false;
  #bytes = 0;
  /** Of `#bytes`, those of items that no page can hold, and what these take beside. */
  #apart = 0;

  constructor(order: Order) {
    this.#order = order;
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

  /** What they take in memory, roughly. */
  get memory(): number {
    const times = APPOINTMENT_BYTES * (this.#delayed.size + this.#expiring.size);
    const objects = LOOSE_BYTES * (this.#ready.loose + this.#delayed.size);
    return STOCK_BYTES + this.#bytes + this.#apart + RECORD_BYTES * this.size + objects + times;
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
      this.#count(item, 1);
      this.#ready.add(item);
    } else this.insert(item);
  }

  /** An item that comes (back) to its place. */
  insert(item: Item): void {
    this.#count(item, 1);
    this.#makeReady(item);
  }

  /** An item that comes to its place at a time. */
  insertAt(item: Item, at: number): void {
    this.#count(item, 1);
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
    this.#count(delayed, -1);
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
    for (const item of expired) this.#count(item, -1);
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

  /** Counts the item in, or out again: nothing of what it is counted by may change between. */
  #count(item: Item, sign: 1 | -1): void {
    const bytes = encodedBytes(item.value);
    this.#bytes += sign * bytes;
    if (this.#isApart(item, bytes)) this.#apart += sign * (ITEM_BYTES + memoryOf(item.value) - bytes);
  }

  #isApart({ value, id, expiresAt, deliveries, priority }: Item, bytes: number): boolean {
    if (bytes > PACKED_BYTES || id !== undefined || expiresAt !== undefined || deliveries > 0) return true;
    return value instanceof ReferringValue || (priority !== 0 && this.#order !== 'priority');
  }

  #makeReady(item: Item): void {
    this.#ready.insert(item);
    if (item.expiresAt === undefined) return;
    this.#hadTimes = true;
    this.#expiring.set(item, item.expiresAt);
  }

  #left(item: Item): void {
    this.#count(item, -1);
    if (item.expiresAt !== undefined) this.#expiring.delete(item);
  }
}
