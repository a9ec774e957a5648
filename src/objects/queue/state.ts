import { Empty, ShutDown, ValueError } from '../../../protocol/errors.js';
import {
  type Call,
  Handout,
  type Options,
  type Outcome,
  PARK,
  type Result,
  type StateOf,
  type Stored,
} from '../contract.js';
import { bytesOf } from '../stored.js';
import { type Item, type Items, itemsOf, type Order } from './items.js';
import type { queueOperations } from './operations.js';

/** Nobody shuts a queue down twice as hard: `no` and then `draining` or `immediate`. */
type Shutdown = 'no' | 'draining' | 'immediate';

/** A queue, as Python's `queue.Queue`, `LifoQueue` and `PriorityQueue`: always joinable, items of any value. */
export class QueueState implements StateOf<typeof queueOperations> {
  readonly #order: Order;
  /** 0: no bound. */
  readonly #maxSize: number;
  readonly #items: Items;
  #nextArrival = 0;
  /** Items put and not yet reported by `taskDone`; `join` waits for 0. */
  #unfinished = 0;
  #shutdown: Shutdown = 'no';

  constructor(options: Options) {
    this.#order = options['order'] as Order;
    this.#maxSize = options['maxSize'] as number;
    this.#items = itemsOf[this.#order]();
  }

  put(call: Call, value: Stored, priority?: number): Outcome {
    return this.putMany(call, [value], priority);
  }

  /** All or none: a batch that waits for room holds back none of its items and has put none. */
  putMany(call: Call, values: readonly Stored[], priority = 0): Outcome {
    if (this.#shutdown !== 'no') throw new ShutDown('the queue was shut down: it takes no more items');
    if (this.#maxSize > 0 && values.length > this.#maxSize) {
      throw new ValueError(
        `putMany of ${values.length} values can never fit a queue with maxSize ${this.#maxSize}: put them in parts`,
      );
    }
    if (this.#maxSize > 0 && this.#items.size + values.length > this.#maxSize) return PARK;
    for (const value of values) {
      call.keep(value);
      this.#items.add({ value, arrival: this.#nextArrival++, priority });
    }
    this.#unfinished += values.length;
    return undefined;
  }

  get(call: Call): Outcome {
    const item = this.#items.take();
    if (item === undefined) return this.#parkEmpty();
    call.drop(item.value);
    return new Handout(item.value, [item]);
  }

  getMany(call: Call, max: number): Outcome {
    return this.#items.size === 0 ? this.#parkEmpty() : this.#take(call, max);
  }

  peek(): Outcome {
    const item = this.#items.first();
    if (item === undefined) throw new Empty('peek: the queue is empty');
    return item.value;
  }

  drain(call: Call): Outcome {
    return this.#take(call, this.#items.size);
  }

  /** As Python's `queue.mutex` idiom `queue.clear()`, but counted as done, so that `join` does not hang on what is gone. */
  clear(call: Call): Outcome {
    const cleared = this.#items.size;
    for (let item = this.#items.take(); item !== undefined; item = this.#items.take()) call.drop(item.value);
    this.#unfinished -= Math.min(cleared, this.#unfinished);
    return cleared;
  }

  qsize(): Outcome {
    return this.#items.size;
  }

  empty(): Outcome {
    return this.#items.size === 0;
  }

  full(): Outcome {
    return this.#maxSize > 0 && this.#items.size >= this.#maxSize;
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

  /** An item that comes back after an immediate shutdown is dropped as the others were: nobody could get it. */
  takeBack(call: Call, items: readonly unknown[]): void {
    for (const item of items as readonly Item[]) {
      if (this.#shutdown === 'immediate') {
        this.#unfinished -= Math.min(1, this.#unfinished);
      } else {
        call.keep(item.value);
        this.#items.putBack(item);
      }
    }
  }

  snapshot(): Result {
    const items = [...this.#items]
      .sort((a, b) => a.arrival - b.arrival)
      .map((item) => [item.value, item.arrival, item.priority]);
    return [this.#nextArrival, this.#unfinished, this.#shutdown, items];
  }

  static restore(options: Options, snapshot: Result): QueueState {
    const [nextArrival, unfinished, shutdown, items] = snapshot as [
      number,
      number,
      Shutdown,
      [Stored, number, number][],
    ];
    const state = new QueueState(options);
    for (const [value, arrival, priority] of items) state.#items.add({ value, arrival, priority });
    state.#nextArrival = nextArrival;
    state.#unfinished = unfinished;
    state.#shutdown = shutdown;
    return state;
  }

  #take(call: Call, max: number): Handout {
    const taken: Item[] = [];
    let { room } = call;
    for (let next = this.#items.first(); next && taken.length < max; next = this.#items.first()) {
      room -= bytesOf(next.value);
      if (room < 0 && taken.length > 0) break;
      this.#items.take();
      call.drop(next.value);
      taken.push(next);
    }
    return new Handout(
      taken.map((item) => item.value),
      taken,
    );
  }

  #parkEmpty(): typeof PARK {
    if (this.#shutdown !== 'no') throw new ShutDown('the queue was shut down and is empty');
    return PARK;
  }
}
