import { Empty, ShutDown } from '../../../protocol/errors.js';
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
import { reached } from '../reached.js';
import { Bounds } from './bounds.js';
import { Contents } from './contents.js';
import { Deliveries, type Delivery } from './deliveries.js';
import type { Item } from './item.js';
import { takeFitting } from './items.js';
import { DEFAULT_LEASE_MS, type queueOperations } from './operations.js';
import type { Stock } from './stock.js';
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
  readonly #contents: Contents;
  readonly #deliveries = new Deliveries();
  #shutdown: Shutdown = 'no';

  constructor(options: Options) {
    this.#bounds = new Bounds(options);
    this.#maxDeliveries = options['maxDeliveries'] as number;
    this.#deadLetter = options['deadLetter'] as Id | null;
    this.#contents = new Contents(options);
  }

  /** Those that are reserved among them. */
  get items(): number {
    return this.#stock.size + this.#deliveries.size;
  }

  get bytes(): number {
    return this.#contents.memory + this.#deliveries.bytes;
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
    if (this.#shutdown !== 'no')
      throw new ShutDown(`${call.calledAs}: the queue was shut down and takes no more items`);
    if (id !== undefined && this.#contents.hasId(id)) return this.#isBehind(call) ? PARK : undefined;
    if (!this.#bounds.admit(call, this.#stock, values)) return PARK;
    const readyAt = delay === 0 ? undefined : later(call.now, delay);
    const expiresAt = ttl === undefined ? undefined : later(readyAt ?? call.now, ttl);
    for (const value of values) this.#contents.enter(call, value, { priority, readyAt, expiresAt, id });
    return undefined;
  }

  /** A dead letter of another queue's. It has nowhere else to go, so neither bounds nor a shutdown keep it out. */
  receive(turn: Turn, value: Stored): void {
    this.#contents.enter(turn, value, { priority: 0, readyAt: undefined, expiresAt: undefined, id: undefined });
  }

  // ── Items go ───────────────────────────────────────────────────────────────────────────────────────────────────────

  get(call: Call): Outcome {
    const [item] = this.#contents.give(call, 1, call.room);
    return item === undefined ? this.#wait(call) : new Handout(item.value, [item]);
  }

  getMany(call: Call, max: number): Outcome {
    return this.#stock.first() === undefined ? this.#wait(call) : this.#giveMany(call, max);
  }

  drain(call: Call): Outcome {
    return this.#giveMany(call, this.#stock.ready);
  }

  peek(call: Call): Outcome {
    const item = this.#stock.first();
    if (item === undefined) throw new Empty(`${call.calledAs}: the queue has no item to be taken now`);
    return item.value;
  }

  /** As Python's `queue.mutex` idiom `queue.clear()`, but counted as done, so that `join` does not hang on what is gone. */
  clear(call: Call): Outcome {
    return this.#contents.clear(call);
  }

  #giveMany(call: Call, max: number): Handout {
    const items = this.#contents.give(call, max, call.room);
    return new Handout(
      items.map((item) => item.value),
      items,
    );
  }

  /** Throws `ShutDown` where there is nothing to wait for: what is reserved may be acknowledged and never come back. */
  #wait({ calledAs }: Call): typeof PARK {
    if (this.#shutdown !== 'no' && this.#stock.delayed === 0)
      throw new ShutDown(`${calledAs}: the queue was shut down and is empty`);
    return PARK;
  }

  // ── Deliveries ─────────────────────────────────────────────────────────────────────────────────────────────────────

  reserve(call: Call, lease?: number): Outcome {
    this.#mayReserve(call);
    const item = this.#stock.take();
    if (item === undefined) return this.#wait(call);
    const delivery = this.#deliver(call, item, lease);
    return new Handout(wireDelivery(call, delivery, lease), [delivery]);
  }

  reserveMany(call: Call, max: number, lease?: number): Outcome {
    if (this.#stock.first() === undefined) return this.#wait(call);
    const most = Math.min(max, this.#mayReserve(call));
    const deliveries = takeFitting(this.#stock, most, call.room).map((item) => this.#deliver(call, item, lease));
    const wire = deliveries.map((delivery) => wireDelivery(call, delivery, lease));
    return new Handout(wire, deliveries);
  }

  ack(call: Call, number: number): Outcome {
    const delivery = this.#deliveries.get(call, number);
    this.#endDelivery(call, delivery);
    this.#contents.discard(call, delivery.item);
    return undefined;
  }

  nack(call: Call, number: number, delay = 0): Outcome {
    const delivery = this.#deliveries.get(call, number);
    this.#endDelivery(call, delivery);
    this.#redeliver(call, delivery.item, delay);
    return undefined;
  }

  extend(call: Call, number: number, lease = DEFAULT_LEASE_MS): Outcome {
    const delivery = this.#deliveries.get(call, number);
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

  /** How many more its session may. Throws where it is none. */
  #mayReserve({ session, mostHeld, calledAs }: Call): number {
    const left = mostHeld - this.#deliveries.of(session).size;
    if (left > 0) return left;
    throw reached(
      'holds',
      `${calledAs}: this session has reserved ${mostHeld} items of the queue, as many as one may (holds): acknowledge some first`,
    );
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
    this.#contents.discard(turn, item);
  }

  // ── Items come back, or are done ───────────────────────────────────────────────────────────────────────────────────

  /**
   * What was reserved comes back when the session ends, as all that it has reserved: nobody knows whether it had it, and an
   * item that kills its receivers is acknowledged by none of them.
   */
  takeBack(call: Call, handedOut: readonly unknown[], why: HandoutEnd): void {
    for (const each of handedOut as readonly (Item | Delivery)[]) {
      if ('value' in each) {
        this.#contents.regain(call, each);
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
    if (this.#shutdown === 'immediate') this.#contents.discard(turn, item);
    else this.#contents.restock(turn, item, delay);
  }

  taskDone(call: Call, count = 1): Outcome {
    this.#contents.finish(call, count);
    return undefined;
  }

  join(): Outcome {
    return this.#contents.unfinished === 0 ? undefined : PARK;
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
    this.#contents.advance(turn);
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
    return { ready, delayed, reserved: this.#deliveries.size, unfinished: this.#contents.unfinished, bytes };
  }

  snapshot(): Result {
    return [this.#shutdown, this.#contents.snapshot(), this.#deliveries.snapshot()];
  }

  static restore(options: Options, snapshot: Result): QueueState {
    const [shutdown, contents, deliveries] = snapshot as [Shutdown, Result, Result];
    const state = new QueueState(options);
    state.#shutdown = shutdown;
    state.#deliveries.restore(deliveries);
    const out = Array.from(state.#deliveries, ({ item }) => item);
    state.#contents.restore(contents, out);
    return state;
  }

  get #stock(): Stock {
    return this.#contents.stock;
  }
}

/** A delivery as it travels. */
function wireDelivery({ now, since }: Call, { number, item }: Delivery, lease = DEFAULT_LEASE_MS): Result {
  return [number, item.deliveries, item.value, item.id ?? null, Math.floor(later(now, lease) - since)];
}
