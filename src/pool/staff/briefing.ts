import type { Id } from '../../../protocol/messages.js';
import { brokerOf, credentialsOf, type Manager } from '../../client/manager.js';
import type { Order, ToWorker } from '../messages/messages.js';
import type { TaskIdentity } from '../tasks/task.js';
import type { Errand } from '../tasks/task-call.js';

/** What a worker was told of tasks and brokers, once each; orders name them by that. */
export class Briefing {
  readonly #send: (message: ToWorker) => void;
  readonly #brokers = new Set<Id>();
  readonly #tasks = new Map<TaskIdentity, number>();

  constructor(send: (message: ToWorker) => void) {
    this.#send = send;
  }

  /** Tells the worker what it does not know yet, and gives the order by what it knows. */
  orderOf({ identity, broker, managers, parcel }: Errand): Order {
    for (const manager of managers) this.#introduce(manager);
    return { task: this.#taskNumber(identity), broker, parcel };
  }

  #introduce(manager: Manager): void {
    const broker = brokerOf(manager);
    if (this.#brokers.has(broker)) return;
    this.#brokers.add(broker);
    this.#send({ kind: 'broker', broker, credentials: credentialsOf(manager) });
  }

  #taskNumber(identity: TaskIdentity): number {
    const known = this.#tasks.get(identity);
    if (known !== undefined) return known;
    const task = this.#tasks.size + 1;
    this.#tasks.set(identity, task);
    this.#send({ kind: 'task', task, module: identity.module, name: identity.name });
    return task;
  }
}
