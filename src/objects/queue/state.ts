import { Empty, ShutDown, ValueError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import {
  type Call,
  Handout,
  type HandoutEnd,
  type Holder,
  type Options,
  type Outcome,
  PARK,
  type Result,
  type StateOf,
  type Stored,
  type Turn,
} from '../contract.js';
import { bytesOf } from '../stored.js';
import { Bounds } from './bounds.js';
import { Deliveries, type Delivery } from './deliveries.js';
import { Ids } from './ids.js';
import type { Item, Order } from './items.js';
import { DEFAULT_LEASE_MS, type queueOperations } from './operations.js';
import { isExpired, Stock } from './stock.js';
import { later } from './timetable.js';

/** Nobody shuts a queue down twice as hard: `no` and then `draining` or `immediate`. */
type Shutdown = 'no' | 'draining' | 'immediate';

/**
 * A queue, as Python's `queue.Queue`, `LifoQueue` and `PriorityQueue`: always joinable, items of any value. And a work
 * queue: what was reserved stays the queue's until it is acknowledged.
 *
 *            delayed ----------+            nack, lease over, session over
 *              ^ put, delay    | time    +---------------------------------+
 *              |               v         v                                 |
 *     put -----+------------> ready -----+---- reserve --------------> reserved ----+
 *                               |   get                                    | ack    | the same, maxDeliveries times
 *                               v                                          v        v
 *                      the receiver's, or dropped: ttl, clear             done   deadLetter
 */
export class QueueState implements StateOf<typeof queueOperations> {
  readonly #bounds: Bounds;
  /** 0: no bound. */
  readonly #maxDeliveries: number;
  readonly #deadLetter: Id | null;
  readonly #stock: Stock;
  readonly #deliveries = new Deliveries();
  /** Of all items in stock and under delivery. */
  readonly #ids = new Ids();
  #nextArrival = 0;
  /** Items put and neither reported by `taskDone` nor acknowledged; `join` waits for 0. */
  #unfinished = 0;
  #shutdown: Shutdown = 'no';

  constructor(options: Options) {
    this.#bounds = new Bounds(options);
    this.#maxDeliveries = options['maxDeliveries'] as number;
    this.#deadLetter = options['deadLetter'] as Id | null;
    this.#stock = new Stock(options['order'] as Order);
  }

  // ── Items come ─────────────────────────────────────────────────────────────────────────────────────────────────────

  put(call: Call, value: Stored, priority?: number, delay?: number, ttl?: number, id?: string): Outcome {
    return this.putMany(call, [value], priority, delay, ttl, id);
  }

  /** All or none: a batch that waits for room holds back none of its items and has put none. */
  putMany(
    call: Call,
    values: readonly Stored[],
    priority = 0,
    delay = 0,
    ttl: number | undefined = undefined,
    id: string | undefined = undefined,
  ): Outcome {
    if (this.#shutdown !== 'no') throw new ShutDown('the queue was shut down: it takes no more items');
    if (id !== undefined && this.#ids.has(id)) return this.#isBehind(call) ? PARK : undefined;
    if (!this.#bounds.admit(this.#stock, values)) return PARK;
    const readyAt = delay === 0 ? call.now : later(call.now, delay);
    const expiresAt = ttl === undefined ? undefined : later(readyAt, ttl);
    for (const value of values) {
      const item = this.#entered(call, value, priority, id, expiresAt);
      if (delay === 0) this.#stock.add(item);
      else this.#stock.insertAt(item, readyAt);
    }
    return undefined;
  }

  /** A dead letter of another queue's. It has nowhere else to go, so neither bounds nor a shutdown keep it out. */
  receive(turn: Turn, value: Stored): void {
    this.#stock.add(this.#entered(turn, value, 0, undefined, undefined));
  }

  #entered(turn: Turn, value: Stored, priority: number, id: string | undefined, expiresAt: number | undefined): Item {
    turn.keep(value);
    this.#ids.add(id);
    this.#unfinished++;
    return { value, arrival: this.#nextArrival++, priority, id, expiresAt, deliveries: 0, place: -1 };
  }

  // ── Items go ───────────────────────────────────────────────────────────────────────────────────────────────────────

  get(call: Call): Outcome {
    const item = this.#stock.take();
    if (item === undefined) return this.#wait();
    this.#given(call, item);
    return new Handout(item.value, [item]);
  }

  getMany(call: Call, max: number): Outcome {
    return this.#stock.first() === undefined ? this.#wait() : this.#takeMany(call, max);
  }

  drain(call: Call): Outcome {
    return this.#takeMany(call, this.#stock.ready);
  }

  peek(): Outcome {
    const item = this.#stock.first();
    if (item === undefined) throw new Empty('peek: the queue has no item to be taken now');
    return item.value;
  }

  /** As Python's `queue.mutex` idiom `queue.clear()`, but counted as done, so that `join` does not hang on what is gone. */
  clear(call: Call): Outcome {
    const cleared = this.#stock.size;
    for (let item = this.#stock.takeAny(); item; item = this.#stock.takeAny()) this.#discard(call, item);
    return cleared;
  }

  #takeMany(call: Call, max: number): Handout {
    const taken = this.#taken(call, max);
    for (const item of taken) this.#given(call, item);
    return new Handout(
      taken.map((item) => item.value),
      taken,
    );
  }

  /** Up to `max` ready items, as many as one answer carries, taken out of the stock. */
  #taken(call: Call, max: number): Item[] {
    const taken: Item[] = [];
    let { room } = call;
    for (let next = this.#stock.first(); next && taken.length < max; next = this.#stock.first()) {
      room -= bytesOf(next.value);
      if (room < 0 && taken.length > 0) break;
      this.#stock.take();
      taken.push(next);
    }
    return taken;
  }

  /** The item is its receiver's. */
  #given(call: Call, item: Item): void {
    call.drop(item.value);
    this.#ids.delete(item.id);
  }

  /** Throws `ShutDown` where there is nothing to wait for: what is reserved may be acknowledged and never come back. */
  #wait(): typeof PARK {
    if (this.#shutdown !== 'no' && this.#stock.delayed === 0)
      throw new ShutDown('the queue was shut down and is empty');
    return PARK;
  }

  // ── Deliveries ─────────────────────────────────────────────────────────────────────────────────────────────────────

  reserve(call: Call, lease?: number): Outcome {
    const item = this.#stock.take();
    if (item === undefined) return this.#wait();
    const delivery = this.#deliver(call, item, lease);
    return new Handout(wireDelivery(delivery), [delivery]);
  }

  reserveMany(call: Call, max: number, lease?: number): Outcome {
    if (this.#stock.first() === undefined) return this.#wait();
    const deliveries = this.#taken(call, max).map((item) => this.#deliver(call, item, lease));
    return new Handout(deliveries.map(wireDelivery), deliveries);
  }

  ack(call: Call, number: number): Outcome {
    const delivery = this.#deliveries.get(number, call.session, 'ack');
    this.#endDelivery(call, delivery);
    this.#discard(call, delivery.item);
    return undefined;
  }

  nack(call: Call, number: number, delay = 0): Outcome {
    const delivery = this.#deliveries.get(number, call.session, 'nack');
    this.#endDelivery(call, delivery);
    this.#redeliver(call, delivery.item, delay);
    return undefined;
  }

  extend(call: Call, number: number, lease = DEFAULT_LEASE_MS): Outcome {
    const delivery = this.#deliveries.get(number, call.session, 'extend');
    this.#deliveries.extend(delivery, later(call.now, lease));
    return undefined;
  }

  holders(): readonly Holder[] {
    return this.#deliveries.holders;
  }

  sessionEnded(call: Call): void {
    for (const delivery of [...this.#deliveries.of(call.session)]) {
      this.#deliveries.end(delivery.number);
      this.#redeliver(call, delivery.item);
    }
  }

  #deliver(call: Call, item: Item, lease = DEFAULT_LEASE_MS): Delivery {
    item.deliveries++;
    call.hold();
    return this.#deliveries.begin(item, call.session, call.now, later(call.now, lease));
  }

  #endDelivery(call: Call, delivery: Delivery): void {
    this.#deliveries.end(delivery.number);
    if (this.#deliveries.of(call.session).size === 0) call.letGo();
  }

  /** An item was delivered and not acknowledged: it goes back to its place, or away if that was the last attempt. */
  #redeliver(turn: Turn, item: Item, delay = 0): void {
    if (this.#maxDeliveries === 0 || item.deliveries < this.#maxDeliveries) {
      this.#comeBack(turn, item, delay);
      return;
    }
    if (this.#deadLetter !== null) turn.send(this.#deadLetter, item.value);
    this.#discard(turn, item);
  }

  // ── Items come back, or are done ───────────────────────────────────────────────────────────────────────────────────

  /**
   * What was reserved comes back when the session ends, as all that it has reserved: nobody knows whether it had it, and an
   * item that kills its receivers is acknowledged by none of them.
   */
  takeBack(call: Call, handedOut: readonly unknown[], why: HandoutEnd): void {
    for (const each of handedOut as readonly (Item | Delivery)[]) {
      if ('value' in each) {
        call.keep(each.value);
        this.#ids.add(each.id);
        this.#comeBack(call, each);
      } else if (why === 'not sent') this.#undeliver(call, each);
    }
  }

  #undeliver(call: Call, delivery: Delivery): void {
    this.#endDelivery(call, delivery);
    delivery.item.deliveries--;
    this.#comeBack(call, delivery.item);
  }

  /** After an immediate shutdown it is dropped as the others were: nobody could get it. */
  #comeBack(turn: Turn, item: Item, delay = 0): void {
    if (this.#shutdown === 'immediate' || isExpired(item, turn.now)) this.#discard(turn, item);
    else if (delay > 0) this.#stock.insertAt(item, later(turn.now, delay));
    else this.#stock.insert(item);
  }

  /** Nobody will have the item any more: it counts as done, unless `taskDone` was called for it out of turn. */
  #discard(turn: Turn, item: Item): void {
    turn.drop(item.value);
    this.#ids.delete(item.id);
    this.#unfinished -= Math.min(1, this.#unfinished);
  }

  taskDone(_call: Call, count = 1): Outcome {
    if (count > this.#unfinished) {
      throw new ValueError(
        `taskDone called too often: ${count} reported as done, ${this.#unfinished} unfinished; call it once for each item got`,
      );
    }
    this.#unfinished -= count;
    return undefined;
  }

  join(): Outcome {
    return this.#unfinished === 0 ? undefined : PARK;
  }

  shutdown(call: Call, immediate = false): Outcome {
    if (immediate) this.clear(call);
    if (this.#shutdown !== 'immediate') this.#shutdown = immediate ? 'immediate' : 'draining';
    return undefined;
  }

  // ── Time ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  get dueAt(): number | undefined {
    if (!this.#stock.hadTimes && this.#deliveries.size === 0) return undefined;
    const at = Math.min(this.#stock.dueAt, this.#deliveries.dueAt);
    return at === Number.POSITIVE_INFINITY ? undefined : at;
  }

  tick(turn: Turn): void {
    for (const item of this.#stock.advance(turn.now)) this.#discard(turn, item);
    for (let delivery = this.#deliveries.endDue(turn.now); delivery; delivery = this.#deliveries.endDue(turn.now)) {
      this.#redeliver(turn, delivery.item);
    }
  }

  /**
   * Whether something is due that `tick` has not seen to yet. The engine ticks before all that comes to it at that time;
   * only a call that waits here can be tried before, when something else of that time comes first. It is tried again after
   * the tick. Who waits for items or for room waits on, whatever is due; a put whose id is taken must, as it may be free.
   */
  #isBehind(call: Call): boolean {
    const { dueAt } = this;
    return dueAt !== undefined && dueAt <= call.now;
  }

  // ── Looking on ─────────────────────────────────────────────────────────────────────────────────────────────────────

  qsize(): Outcome {
    return this.#stock.ready;
  }

  empty(): Outcome {
    return this.#stock.ready === 0;
  }

  full(): Outcome {
    return this.#bounds.areReached(this.#stock);
  }

  stats(): Outcome {
    const { ready, delayed, bytes } = this.#stock;
    return { ready, delayed, reserved: this.#deliveries.size, unfinished: this.#unfinished, bytes };
  }

  snapshot(): Result {
    return [this.#nextArrival, this.#unfinished, this.#shutdown, this.#stock.snapshot(), this.#deliveries.snapshot()];
  }

  static restore(options: Options, snapshot: Result): QueueState {
    const [nextArrival, unfinished, shutdown, stock, deliveries] = snapshot as [
      number,
      number,
      Shutdown,
      Result,
      Result,
    ];
    const state = new QueueState(options);
    state.#nextArrival = nextArrival;
    state.#unfinished = unfinished;
    state.#shutdown = shutdown;
    state.#stock.restore(stock);
    state.#deliveries.restore(deliveries);
    for (const { id } of state.#stock) state.#ids.add(id);
    for (const { item } of state.#deliveries) state.#ids.add(item.id);
    return state;
  }
}

/** A delivery as it travels. */
function wireDelivery({ number, item }: Delivery): Result {
  return [number, item.deliveries, item.value, item.id ?? null];
}
