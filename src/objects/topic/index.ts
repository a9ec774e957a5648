import { none } from '../growth.js';
import { sharedType } from '../shared-type.js';
import { topicOperations } from './operations.js';
import { SharedTopic } from './proxy.js';
import { TopicState } from './state.js';

export const topic = sharedType({
  operations: topicOperations,
  growth: { bytesEach: 0, by: { publish: none, publishMany: none } },
  options: {},
  create: () => new TopicState(),
  restore: TopicState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string) =>
      new SharedTopic<T>(opener.open(name)),
  revive: (reference) => new SharedTopic(reference),
});
