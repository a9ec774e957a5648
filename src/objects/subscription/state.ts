import { ShutDown } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import {
  type Call,
  Handout,
  type Options,
  type Outcome,
  PARK,
  type Result,
  type StateOf,
  type Stored,
  type Turn,
} from '../contract.js';
import type { InLine } from '../queue/item.js';
import { fifoItems, takeFitting } from '../queue/items.js';
import { PACKED_BYTES, type Packing } from '../queue/page.js';
import { memoryOf } from '../stored.js';
import { isQuestion, joining, leaving } from '../topic/membership.js';
import type { subscriptionOperations } from './operations.js';

type Overflow = 'dropOldest' | 'dropNewest' | 'end';

/** Whether it has messages still to come, and why not. */
type Phase = 'open' | 'closed' | 'fell behind';

/** There is nothing to a message but its value. */
const messages: Packing<InLine> = {
  isBare: () => true,
  bare: (value, arrival) => ({ value, arrival, place: -1 }),
};

/** What a message takes more where it is in no page. */
const MESSAGE_BYTES = 160;

/** The messages of a topic on their way to who reads them: a queue that loses or ends where it would have to wait. */
export class SubscriptionState implements StateOf<typeof subscriptionOperations> {
  readonly #topic: Id;
  /** How many messages it holds before it overflows. */
  readonly #buffer: number;
  readonly #overflow: Overflow;
  readonly #messages = fifoItems(messages);
  /** What they take in pages, those that are too long for them as they are. */
  #bytes = 0;
  #nextArrival = 0;
  #dropped = 0;
  #phase: Phase = 'open';

  constructor(options: Options) {
    this.#topic = options['topic'] as Id;
    this.#buffer = options['buffer'] as number;
    this.#overflow = options['overflow'] as Overflow;
  }

  get items(): number {
    return this.#messages.size;
  }

  get bytes(): number {
    return this.#bytes + MESSAGE_BYTES * this.#messages.loose;
  }

  created(turn: Turn): void {
    turn.send(this.#topic, joining(turn.self));
  }

  /** A message of the topic's. */
  receive(turn: Turn, value: Stored): void {
    if (isQuestion(value) || this.#phase !== 'open') return;
    if (this.#messages.size < this.#buffer) this.#add(turn, value);
    else if (this.#overflow === 'dropOldest') {
      this.#dropOldest(turn);
      this.#add(turn, value);
    } else {
      this.#dropped++;
      if (this.#overflow === 'end') this.#end(turn, 'fell behind');
    }
  }

  next(call: Call): Outcome {
    const message = this.#messages.take();
    if (message === undefined) return this.#parkEmpty(call);
    this.#drop(call, message.value);
    return new Handout(message.value, [message]);
  }

  nextMany(call: Call, max: number): Outcome {
    const taken = takeFitting(this.#messages, max, call.room);
    if (taken.length === 0) return this.#parkEmpty(call);
    const values = taken.map((message) => message.value);
    for (const value of values) this.#drop(call, value);
    return new Handout(values, taken);
  }

  size(): Outcome {
    return this.#messages.size;
  }

  dropped(): Outcome {
    return this.#dropped;
  }

  fellBehind(): Outcome {
    return this.#phase === 'fell behind';
  }

  close(call: Call): Outcome {
    if (this.#phase === 'open') this.#end(call, 'closed');
    return undefined;
  }

  takeBack(call: Call, items: readonly unknown[]): void {
    for (const message of items as readonly InLine[]) {
      this.#keep(call, message.value);
      this.#messages.insert(message);
    }
  }

  snapshot(): Result {
    const messages = [...this.#messages]
      .sort((a, b) => a.arrival - b.arrival)
      .map((message) => [message.value, message.arrival]);
    return [this.#nextArrival, this.#dropped, this.#phase, messages];
  }

  static restore(options: Options, snapshot: Result): SubscriptionState {
    const [nextArrival, dropped, phase, messages] = snapshot as [number, number, Phase, [Stored, number][]];
    const state = new SubscriptionState(options);
    for (const [value, arrival] of messages) {
      state.#messages.add({ value, arrival, place: -1 });
      state.#bytes += messageBytes(value);
    }
    state.#nextArrival = nextArrival;
    state.#dropped = dropped;
    state.#phase = phase;
    return state;
  }

  #add(turn: Turn, value: Stored): void {
    this.#keep(turn, value);
    this.#messages.add({ value, arrival: this.#nextArrival++, place: -1 });
  }

  #keep(turn: Turn, value: Stored): void {
    turn.keep(value);
    this.#bytes += messageBytes(value);
  }

  #drop(turn: Turn, value: Stored): void {
    turn.drop(value);
    this.#bytes -= messageBytes(value);
  }

  /** Makes room for one: more than one goes where messages came back meanwhile. */
  #dropOldest(turn: Turn): void {
    for (let size = this.#messages.size; size >= this.#buffer; size--) {
      const oldest = this.#messages.take();
      if (oldest) this.#drop(turn, oldest.value);
      this.#dropped++;
    }
  }

  /** What it has by now can still be read. */
  #end(turn: Turn, phase: Phase): void {
    this.#phase = phase;
    turn.send(this.#topic, leaving(turn.self));
  }

  #parkEmpty({ calledAs }: Call): typeof PARK {
    if (this.#phase === 'closed')
      throw new ShutDown(`${calledAs}: the subscription was closed and has no more messages`);
    if (this.#phase === 'fell behind') {
      throw new ShutDown(
        `${calledAs}: the subscription fell behind and ended: its buffer of ${this.#buffer} messages was full when the next came; read faster, give it a larger buffer, or let it drop messages`,
      );
    }
    return PARK;
  }
}

function messageBytes(value: Stored): number {
  return value instanceof Uint8Array && value.length <= PACKED_BYTES
    ? 8 + value.length
    : MESSAGE_BYTES + memoryOf(value);
}
