import type { MakeWorkload } from '../workload.js';
import { DeliveriesWorkload } from './deliveries.js';
import { LockWorkload } from './lock.js';
import { QueueWorkload } from './queue.js';
import { ReferencesWorkload } from './references.js';
import { RegistersWorkload } from './registers.js';
import { TopicWorkload } from './topic.js';

/** All workloads, by the names under which a run can be told to use only some. */
export const workloads: Readonly<Record<string, MakeWorkload>> = {
  queue: (random) => new QueueWorkload(random),
  deliveries: () => new DeliveriesWorkload(),
  lock: () => new LockWorkload(),
  registers: () => new RegistersWorkload(),
  topic: () => new TopicWorkload(),
  references: () => new ReferencesWorkload(),
};
