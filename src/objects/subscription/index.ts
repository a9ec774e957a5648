import { needed, oneOf, source, wholeFrom } from '../options.js';
import { sharedType } from '../shared-type.js';
import type { SharedTopic } from '../topic/proxy.js';
import { subscriptionOperations } from './operations.js';
import { SharedSubscription, type SubscriptionOptions } from './proxy.js';
import { SubscriptionState } from './state.js';

export const subscription = sharedType({
  operations: subscriptionOperations,
  options: {
    topic: needed(source('topic')),
    buffer: wholeFrom(1, 1_000),
    overflow: oneOf('dropOldest', 'dropNewest', 'end'),
  },
  create: (options) => new SubscriptionState(options),
  restore: SubscriptionState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string, options?: SubscriptionOptions & { readonly topic?: SharedTopic<T> }) =>
      new SharedSubscription<T>(opener.open(name, options)),
  revive: (reference) => new SharedSubscription(reference),
});
