import type { Stored } from '../stored.js';
import { NumberedBytes } from './numbered-bytes.js';

/** What stands in a page. */
export interface Paged {
  readonly value: Stored;
  /** Higher than that of the one before. */
  readonly arrival: number;
}

/** Which items can be bytes, and how they are items again. */
export interface Packing<T extends Paged> {
  /** Whether there is nothing to the item but its value and its arrival. */
  isBare(item: T): boolean;
  /** Such an item. */
  bare(value: Uint8Array, arrival: number): T;
}

/** So many that a page's own memory, some 350 bytes, adds little to each, and so few that they are soon unpacked. */
export const PAGE_ITEMS = 256;

/** Of a longer value, the some 300 bytes that its object takes are a small part. */
export const PACKED_BYTES = 1_024;

/** No item is packed that has so many arrivals between it and the one before. */
const MOST_GAP = 2 ** 28;

/** The most that stands beside a value in a record: head and gap. */
const RECORD_BYTES = 2 + 4;

/** The head of an item that is kept as it is. */
const APART = 0;

/**
 * Items of a line as bytes: as objects, small ones take some 300 bytes each; here, their encoding and a byte or two. An item
 * that is more than a small value is kept as it is.
 *
 * For each item there is a record. Its head is a number: 0 for the next of those that are kept as they are; else 1, plus 1
 * if a gap is between this arrival and the one before, plus twice the length of the value. Then comes the gap, if there is
 * one, as a number, and the value.
 */
export class Page<T extends Paged> {
  /** The one behind it in a line of pages. */
  next: Page<T> | undefined;
  readonly #packing: Packing<T>;
  readonly #firstArrival: number;
  readonly #records: Uint8Array;
  readonly #apart: T[] = [];

  /** Takes in items that stand in the order of their arrival; at least one. */
  constructor(items: readonly T[], packing: Packing<T>) {
    this.#packing = packing;
    this.#firstArrival = (items[0] as T).arrival;
    const records = new NumberedBytes(new Uint8Array(items.reduce((sum, item) => sum + this.#mostBytes(item), 0)));
    let expected = this.#firstArrival;
    for (const item of items) {
      this.#write(records, item, item.arrival - expected);
      expected = item.arrival + 1;
    }
    this.#records = records.written();
  }

  /** The items, in the order of their arrival. Their values are copies: nobody who keeps one keeps the page. */
  items(): T[] {
    const items: T[] = [];
    const records = new NumberedBytes(this.#records);
    let expected = this.#firstArrival;
    let apart = 0;
    while (records.hasMore) {
      const head = records.readNumber();
      const item = head === APART ? (this.#apart[apart++] as T) : this.#read(records, head - 1, expected);
      expected = item.arrival + 1;
      items.push(item);
    }
    return items;
  }

  #mostBytes(item: T): number {
    return RECORD_BYTES + (this.#packed(item)?.length ?? 0);
  }

  /** What of the item can be bytes. */
  #packed(item: T): Uint8Array | undefined {
    const { value } = item;
    const isPacked = value instanceof Uint8Array && value.length <= PACKED_BYTES && this.#packing.isBare(item);
    return isPacked ? value : undefined;
  }

  #write(records: NumberedBytes, item: T, gap: number): void {
    const value = gap < MOST_GAP ? this.#packed(item) : undefined;
    if (value === undefined) {
      this.#apart.push(item);
      records.writeNumber(APART);
      return;
    }
    records.writeNumber(1 + 2 * value.length + (gap > 0 ? 1 : 0));
    if (gap > 0) records.writeNumber(gap);
    records.writeBytes(value);
  }

  #read(records: NumberedBytes, head: number, expected: number): T {
    const gap = head & 1 ? records.readNumber() : 0;
    return this.#packing.bare(records.readBytes(head >> 1), expected + gap);
  }
}
