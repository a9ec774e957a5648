import { Heap, type HeapEntry } from '../heap.js';

interface Appointment<T> extends HeapEntry {
  readonly what: T;
  readonly at: number;
  /** Breaks ties, so that the order does not depend on the order of arrival here: a restored state knows no such. */
  readonly number: number;
}

/** Things that have a time, each its own. The first is known at once; all else is O(log n). */
export class Timetable<T> {
  /** Most timetables stay empty, and take no map. */
  #appointments: Map<T, Appointment<T>> | undefined;
  readonly #heap = new Heap<Appointment<T>>((a, b) => a.at < b.at || (a.at === b.at && a.number < b.number));
  readonly #numberOf: (what: T) => number;

  /** `numberOf` tells things apart that have the same time: the lower number comes first. */
  constructor(numberOf: (what: T) => number) {
    this.#numberOf = numberOf;
  }

  get size(): number {
    return this.#heap.size;
  }

  /** The earliest time; `Infinity` where there is none. */
  get next(): number {
    return this.#heap.first()?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Gives it this time, instead of the one it has, if it has one. */
  set(what: T, at: number): void {
    this.delete(what);
    const appointment: Appointment<T> = { what, at, number: this.#numberOf(what), place: -1 };
    this.#appointments ??= new Map();
    this.#appointments.set(what, appointment);
    this.#heap.add(appointment);
  }

  delete(what: T): void {
    const appointment = this.#appointments?.get(what);
    if (!appointment) return;
    this.#appointments?.delete(what);
    this.#heap.remove(appointment);
  }

  /** Takes out the first whose time has come at `now`. */
  takeDue(now: number): T | undefined {
    return this.next <= now ? this.takeFirst() : undefined;
  }

  /** Takes out the one whose time is the earliest. */
  takeFirst(): T | undefined {
    const first = this.#heap.first();
    if (first) this.delete(first.what);
    return first?.what;
  }

  /** All things with their times, in no particular order. */
  *[Symbol.iterator](): Iterator<readonly [what: T, at: number]> {
    for (const { what, at } of this.#heap) yield [what, at];
  }
}

/** A clock's millisecond is the shortest time there is: anything less could be over the moment it begins. */
export function later(now: number, ms: number): number {
  return now + Math.max(1, ms);
}
