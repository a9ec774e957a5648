import { ValueError } from '../../../protocol/errors.js';
import type { Call, Options, Result, Stored, Turn } from '../contract.js';
import { Ids } from './ids.js';
import type { Item } from './item.js';
import { type Order, takeFitting } from './items.js';
import { isExpired, Stock } from './stock.js';
import { later } from './timetable.js';

/** What is said of an item when it is put. */
export interface Terms {
  readonly priority: number;
  /** `undefined`: at once. */
  readonly readyAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly id: string | undefined;
}

/**
 * The items of a queue, in stock and under delivery: what they refer to is kept, their ids are taken, and each is
 * unfinished until somebody says that it is done.
 */
export class Contents {
  /** Those that are not out. */
  readonly stock: Stock;
  readonly #ids = new Ids();
  #nextArrival = 0;
  #unfinished = 0;

  constructor(options: Options) {
    this.stock = new Stock(options['order'] as Order);
  }

  /** How many items were put and neither reported as done nor discarded. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /** What is here takes so much memory, roughly. */
  get memory(): number {
    return this.stock.memory + this.#ids.bytes;
  }

  hasId(id: string): boolean {
    return this.#ids.has(id);
  }

  /** A new item. */
  enter(turn: Turn, value: Stored, { priority, readyAt, expiresAt, id }: Terms): void {
    turn.keep(value);
    this.#ids.add(id);
    this.#unfinished++;
    const item: Item = { value, arrival: this.#nextArrival++, priority, id, expiresAt, deliveries: 0, place: -1 };
    if (readyAt === undefined) this.stock.add(item);
    else this.stock.insertAt(item, readyAt);
  }

  /** Hands over up to `max` ready items, as many as fit into `room` bytes: they are their receiver's. */
  give(turn: Turn, max: number, room: number): Item[] {
    const given = takeFitting(this.stock, max, room);
    for (const item of given) {
      turn.drop(item.value);
      this.#ids.delete(item.id);
    }
    return given;
  }

  /** An item that was given is the queue's again; it is not yet in stock. */
  regain(turn: Turn, item: Item): void {
    turn.keep(item.value);
    this.#ids.add(item.id);
  }

  /** Takes an item that is out back into stock, or discards it if its life is over. */
  restock(turn: Turn, item: Item, delay: number): void {
    if (isExpired(item, turn.now)) this.discard(turn, item);
    else if (delay > 0) this.stock.insertAt(item, later(turn.now, delay));
    else this.stock.insert(item);
  }

  /** Nobody will have the item any more: it counts as done, unless that was reported for it out of turn. */
  discard(turn: Turn, item: Item): void {
    turn.drop(item.value);
    this.#ids.delete(item.id);
    this.#unfinished -= Math.min(1, this.#unfinished);
  }

  /** Discards all that is in stock. Answers how much it was. */
  clear(turn: Turn): number {
    const cleared = this.stock.size;
    for (let item = this.stock.takeAny(); item; item = this.stock.takeAny()) this.discard(turn, item);
    return cleared;
  }

  /** Lets the time come to what is in stock. */
  advance(turn: Turn): void {
    for (const item of this.stock.advance(turn.now)) this.discard(turn, item);
  }

  /** So many are done. Throws `ValueError` where fewer are unfinished. */
  finish({ calledAs }: Call, count: number): void {
    if (count > this.#unfinished) {
      throw new ValueError(
        `${calledAs}: called too often: ${count} reported as done, ${this.#unfinished} unfinished; call it once for each item got`,
      );
    }
    this.#unfinished -= count;
  }

  snapshot(): Result {
    return [this.#nextArrival, this.#unfinished, this.stock.snapshot()];
  }

  /** `out` are the items under delivery, which are not part of the snapshot. */
  restore(snapshot: Result, out: Iterable<Item>): void {
    const [nextArrival, unfinished, stock] = snapshot as [number, number, Result];
    this.#nextArrival = nextArrival;
    this.#unfinished = unfinished;
    this.stock.restore(stock);
    for (const { id } of [...this.stock, ...out]) this.#ids.add(id);
  }
}
