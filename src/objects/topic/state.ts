import { LimitError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import type { Id } from '../../../protocol/messages.js';
import type { Call, Options, Outcome, Result, StateOf, Stored, Turn } from '../contract.js';
import { encodingOf } from '../encoded/references.js';
import { PACKED_BYTES } from '../queue/page.js';
import { checkRoom } from '../reached.js';
import { areYouThere, saidBy } from './membership.js';
import type { topicOperations } from './operations.js';

/** What an id takes in the topic. */
const SUBSCRIPTION_BYTES = 96;

/** What a message takes in a subscription beside its bytes. */
const MESSAGE_BYTES = 16;

/** Fewer subscriptions than these are not worth looking through. */
const FEW = 16;

/**
 * A topic: it knows its subscriptions by their ids alone, so it keeps none of them alive. One that is no more is found out
 * when something is said to it.
 */
export class TopicState implements StateOf<typeof topicOperations> {
  readonly #subscriptions = new Set<Id>();
  /** With more subscriptions than these, those that are no more are looked for. */
  #enough = FEW;

  get items(): number {
    return this.#subscriptions.size;
  }

  get bytes(): number {
    return SUBSCRIPTION_BYTES * this.#subscriptions.size;
  }

  publish(call: Call, value: Stored): Outcome {
    this.#checkMemory(call, [value]);
    return this.#reach(call, [value]);
  }

  publishMany(call: Call, values: readonly Stored[]): Outcome {
    this.#checkNumber(call, values.length);
    this.#checkMemory(call, values);
    return this.#reach(call, values.length === 0 ? [areYouThere] : values);
  }

  subscribers(call: Call): Outcome {
    return this.#reach(call, [areYouThere]);
  }

  receive(turn: Turn, value: Stored): void {
    const { subscription, joins } = saidBy(value);
    if (!joins) {
      this.#subscriptions.delete(subscription);
      return;
    }
    this.#subscriptions.add(subscription);
    if (this.#subscriptions.size > this.#enough) this.#forgetTheGone(turn);
  }

  snapshot(): Result {
    return [this.#enough, [...this.#subscriptions]];
  }

  static restore(_options: Options, snapshot: Result): TopicState {
    const [enough, subscriptions] = snapshot as [number, Id[]];
    const state = new TopicState();
    for (const id of subscriptions) state.#subscriptions.add(id);
    state.#enough = enough;
    return state;
  }

  /** One value can always be published: who has more can publish them in parts. */
  #checkNumber(turn: Turn, count: number): void {
    const isTooMany = (subscriptions: number) => count > 1 && count * subscriptions > limits.publishedMessages;
    if (!isTooMany(this.#subscriptions.size)) return;
    // A call that is refused changes nothing, so those that are no more are only passed over.
    const subscriptions = [...this.#subscriptions].filter((id) => turn.send(id, areYouThere)).length;
    if (!isTooMany(subscriptions)) return;
    throw new LimitError(
      `argument values of topic.publishMany: ${count} values for ${subscriptions} subscriptions; one call carries ${limits.publishedMessages} messages: publish at most ${Math.max(1, Math.floor(limits.publishedMessages / subscriptions))} values at a time`,
    );
  }

  /** What each subscription keeps of a value is its own where it is short; long ones are one for all. */
  #checkMemory(call: Call, values: readonly Stored[]): void {
    let bytes = 0;
    for (const value of values) bytes += MESSAGE_BYTES + Math.min(encodingOf(value).length, PACKED_BYTES);
    checkRoom(call, bytes * this.#subscriptions.size);
  }

  /** Passes all of `values` on to every subscription. How many there are that did not leave or end over it. */
  #reach(turn: Turn, values: readonly Stored[]): number {
    // One that falls behind leaves while it is told; a set is gone through rightly all the same.
    for (const id of this.#subscriptions) this.#tell(turn, id, values);
    return this.#subscriptions.size;
  }

  #tell(turn: Turn, id: Id, values: readonly Stored[]): void {
    for (const value of values) {
      if (!turn.send(id, value)) this.#subscriptions.delete(id);
      if (!this.#subscriptions.has(id)) return;
    }
  }

  /** Where nobody publishes, ids of the dead would pile up; so each time their number has doubled, all are asked. */
  #forgetTheGone(turn: Turn): void {
    this.#enough = Math.max(FEW, 2 * this.#reach(turn, [areYouThere]));
  }
}
