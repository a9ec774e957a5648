import type { MakeWorkload } from '../workload.js';
import { BarrierWorkload } from './barrier.js';
import { ConditionWorkload } from './condition.js';
import { DeliveriesWorkload } from './deliveries.js';
import { GatesWorkload } from './gates.js';
import { LockWorkload } from './lock.js';
import { QueueWorkload } from './queue.js';
import { ReferencesWorkload } from './references.js';
import { RegistersWorkload } from './registers.js';
import { RwLockWorkload } from './rw-lock.js';
import { SemaphoreWorkload } from './semaphore.js';
import { TopicWorkload } from './topic.js';

/** All workloads, by the names under which a run can be told to use only some. */
export const workloads: Readonly<Record<string, MakeWorkload>> = {
  queue: (random) => new QueueWorkload(random),
  deliveries: () => new DeliveriesWorkload(),
  lock: () => new LockWorkload(),
  registers: () => new RegistersWorkload(),
  topic: () => new TopicWorkload(),
  semaphore: (random) => new SemaphoreWorkload(random),
  rwLock: () => new RwLockWorkload(),
  barrier: (random) => new BarrierWorkload(random),
  condition: (random) => new ConditionWorkload(random),
  gates: (random) => new GatesWorkload(random),
  references: () => new ReferencesWorkload(),
};
