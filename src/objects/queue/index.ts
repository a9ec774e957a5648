import { oneOf, wholeFrom } from '../options.js';
import { sharedType } from '../shared-type.js';
import { queueOperations } from './operations.js';
import { type QueueOptions, SharedQueue } from './proxy.js';
import { QueueState } from './state.js';

export const queue = sharedType({
  operations: queueOperations,
  options: { order: oneOf('fifo', 'lifo', 'priority'), maxSize: wholeFrom(0, 0) },
  create: (options) => new QueueState(options),
  restore: QueueState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string, options?: QueueOptions) =>
      new SharedQueue<T>(opener.open(name, options)),
  revive: (reference) => new SharedQueue(reference),
});
