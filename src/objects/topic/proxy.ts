import { arrayOf } from '../iterables.js';
import { checkOptions } from '../options.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import type { SharedSubscription, SubscriptionOptions } from '../subscription/proxy.js';
import { topicOperations } from './operations.js';

/** The names of all options, which the compiler keeps complete. */
const subscribeOptions = Object.keys({ buffer: true, overflow: true } satisfies Record<
  keyof SubscriptionOptions,
  true
>);

/**
 * Publish and subscribe: what is published goes to all who subscribe at that moment, each of whom gets every message once
 * and in the order of publishing. Nothing is kept for who subscribes later. PROTOCOL.md, "Topic".
 */
export class SharedTopic<T = unknown> extends SharedObject<typeof topicOperations> {
  constructor(reference: Reference) {
    super(reference, topicOperations);
  }

  /**
   * Gives `value` to every subscription. Waits for no subscriber: one that reads too slowly loses messages, as its option
   * `overflow` says. Resolves to the number of subscriptions that it reached, 0 among them.
   */
  publish(value: T, options?: CallOptions): Promise<number> {
    return this.invoke('publish', [value], options);
  }

  /**
   * Gives all of these to every subscription, in order and as one. Resolves to the number of subscriptions. More than
   * 1,048,576 messages, values times subscriptions, reject with `LimitError`, and nothing is published: publish in parts.
   */
  async publishMany(values: Iterable<T>, options?: CallOptions): Promise<number> {
    return this.invoke('publishMany', [arrayOf(values, 'argument values of topic.publishMany')], options);
  }

  /**
   * A subscription, which has what is published from now on. Waits for nothing. Without a name it is a new one, and ends
   * when nothing refers to it any more: use it with `using`, or keep it. With a name it is the one that all who know the
   * name share: each message goes to one of those who read there, and it is kept while nobody reads. Throws `ArgumentError`
   * for a name or options that cannot be.
   */
  subscribe(name?: string, options: SubscriptionOptions = {}): SharedSubscription<T> {
    checkOptions(options, subscribeOptions, 'topic.subscribe');
    return this.openBeside('subscription', name, { ...options, topic: this }) as SharedSubscription<T>;
  }

  /** How many subscriptions there are at this moment. */
  subscribers(options?: CallOptions): Promise<number> {
    return this.invoke('subscribers', [], options);
  }
}
