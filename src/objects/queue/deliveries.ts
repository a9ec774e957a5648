import { NotOwnerError, StaleDeliveryError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import type { Call, Holder, Result } from '../contract.js';
import { memoryOf } from '../stored.js';
import { type Item, itemFrom, type PlainItem, plainItem } from './item.js';
import { ITEM_BYTES } from './stock.js';
import { Timetable } from './timetable.js';

/** An item that a session has reserved. */
export interface Delivery {
  /** Never given again in this queue. */
  readonly number: number;
  readonly item: Item;
  readonly session: Id;
  /** Since when, on the engine's clock. */
  readonly since: number;
}

type PlainDelivery = readonly [number: number, item: PlainItem, session: Id, since: number, until: number];

/** What a delivery takes beside the value of its item. */
const DELIVERY_BYTES = ITEM_BYTES + 512;

const NONE: ReadonlySet<Delivery> = new Set();

/** The reserved items of a queue: who has each, and until when. */
export class Deliveries {
  /** In the order of their numbers, as they only grow. */
  readonly #all = new Map<number, Delivery>();
  readonly #bySession = new Map<Id, Set<Delivery>>();
  readonly #leases = new Timetable<Delivery>((delivery) => delivery.number);
  #latest = 0;
  #bytes = 0;

  get size(): number {
    return this.#all.size;
  }

  /** What they take in memory, roughly, with their items. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the first lease is over; `Infinity` where there is none. */
  get dueAt(): number {
    return this.#leases.next;
  }

  /** Who has how many, and since when the first of them; in the order of these. */
  get holders(): readonly Holder[] {
    const firsts = [...this.#bySession.values()].map(([first]) => first as Delivery);
    return firsts
      .sort((a, b) => a.number - b.number)
      .map(({ session, since }) => ({ session, since, count: this.of(session).size }));
  }

  begin(item: Item, session: Id, now: number, until: number): Delivery {
    const delivery = { number: ++this.#latest, item, session, since: now };
    this.#enter(delivery, until);
    return delivery;
  }

  /**
   * The delivery of this number. Throws `StaleDeliveryError` for one that is over, and `NotOwnerError` for one of another
   * session's.
   */
  get({ session, calledAs }: Call, number: number): Delivery {
    const delivery = this.#all.get(number);
    if (!delivery) {
      throw new StaleDeliveryError(
        `${calledAs}: delivery ${number} is over: its lease ran out, or it was acknowledged or given back`,
      );
    }
    if (delivery.session === session) return delivery;
    throw new NotOwnerError(`${calledAs}: delivery ${number} was made to another session; only that one can settle it`);
  }

  extend(delivery: Delivery, until: number): void {
    this.#leases.set(delivery, until);
  }

  /** Ends the delivery of this number; `undefined` if it is over already. */
  end(number: number): Delivery | undefined {
    const delivery = this.#all.get(number);
    if (!delivery) return undefined;
    this.#all.delete(number);
    this.#bytes -= DELIVERY_BYTES + memoryOf(delivery.item.value);
    this.#leases.delete(delivery);
    const ofSession = this.#bySession.get(delivery.session);
    ofSession?.delete(delivery);
    if (ofSession?.size === 0) this.#bySession.delete(delivery.session);
    return delivery;
  }

  /** Ends the first whose lease is over at `now`. */
  endDue(now: number): Delivery | undefined {
    const delivery = this.#leases.takeDue(now);
    return delivery && this.end(delivery.number);
  }

  /** Those that a session has, in the order of their numbers. */
  of(session: Id): ReadonlySet<Delivery> {
    return this.#bySession.get(session) ?? NONE;
  }

  /** All of them, in the order of their numbers. */
  [Symbol.iterator](): Iterator<Delivery> {
    return this.#all.values();
  }

  snapshot(): Result {
    const leases = [...this.#leases].sort(([a], [b]) => a.number - b.number);
    return [this.#latest, leases.map(plainDelivery)];
  }

  restore(snapshot: Result): void {
    const [latest, leases] = snapshot as [number, PlainDelivery[]];
    this.#latest = latest;
    for (const [number, item, session, since, until] of leases) {
      this.#enter({ number, item: itemFrom(item), session, since }, until);
    }
  }

  #enter(delivery: Delivery, until: number): void {
    this.#all.set(delivery.number, delivery);
    this.#bytes += DELIVERY_BYTES + memoryOf(delivery.item.value);
    this.#leases.set(delivery, until);
    const ofSession = this.#bySession.get(delivery.session) ?? new Set();
    this.#bySession.set(delivery.session, ofSession.add(delivery));
  }
}

function plainDelivery([{ number, item, session, since }, until]: readonly [Delivery, number]): PlainDelivery {
  return [number, plainItem(item), session, since, until];
}
