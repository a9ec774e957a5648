import { each, one } from '../growth.js';
import { oneOf, reference, wholeFrom } from '../options.js';
import type { Reference } from '../shared-object.js';
import { type Opener, sharedType } from '../shared-type.js';
import { queueOperations } from './operations.js';
import { type QueueOptions, SharedQueue } from './proxy.js';
import { QueueState } from './state.js';

export const queue = sharedType({
  operations: queueOperations,
  growth: { bytesEach: 16, by: { put: one, putMany: each(0) } },
  options: {
    order: oneOf('fifo', 'lifo', 'priority'),
    maxSize: wholeFrom(0, 0),
    maxBytes: wholeFrom(0, 0),
    maxDeliveries: wholeFrom(0, 0),
    deadLetter: reference('queue'),
  },
  create: (options) => new QueueState(options),
  restore: QueueState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string, options?: QueueOptions) =>
      new SharedQueue<T>(opened(opener, name, options)),
  revive: (reference) => new SharedQueue(reference),
});

/** A queue whose dead letters go to one that is given by name: that one is opened first. */
function opened(opener: Opener, name: string | undefined, options: QueueOptions | undefined): Reference {
  if (typeof options?.deadLetter !== 'string') return opener.open(name, options);
  using deadLetter = new SharedQueue(opener.open(options.deadLetter));
  return opener.open(name, { ...options, deadLetter });
}
