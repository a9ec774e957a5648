import type { Result } from '../contract.js';
import type { HeapEntry } from '../heap.js';
import type { Stored } from '../stored.js';
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

/** An item of this priority that says nothing else of its terms, as most, needs no object while it waits. */
export function termless(priority: number): Packing<Item> {
  return {
    isBare: (item) =>
      item.priority === priority && item.id === undefined && item.expiresAt === undefined && item.deliveries === 0,
    bare: (value, arrival) => ({
      value,
      arrival,
      priority,
      id: undefined,
      expiresAt: undefined,
      deliveries: 0,
      place: -1,
    }),
  };
}

/** Which of two items leaves first: a total order. */
export type GoesFirst<T> = (a: T, b: T) => boolean;

export const earlier: GoesFirst<InLine> = (a, b) => a.arrival < b.arrival;
export const later: GoesFirst<InLine> = (a, b) => a.arrival > b.arrival;
/** Lowest priority value first, as Python's `PriorityQueue`; equals in their order of arrival, as Python does not promise. */
export const moreUrgent: GoesFirst<Item> = (a, b) =>
  a.priority < b.priority || (a.priority === b.priority && earlier(a, b));
