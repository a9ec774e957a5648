import type { Id } from '../../../protocol/messages.js';
import { brokerOf, credentialsOf, type Manager } from '../../client/manager.js';
import type { Order, ToWorker } from '../messages/messages.js';
import type { TaskIdentity } from '../tasks/task.js';
import type { Errand } from '../tasks/task-call.js';

/** What a worker was told of tasks and brokers, once each; orders name them by that. */
export class Briefing {
  readonly #send: (message: ToWorker) => void;
  readonly #brokers = new Map<Id, number>();
  readonly #tasks = new Map<TaskIdentity, number>();

  constructor(send: (message: ToWorker) => void) {
    this.#send = send;
  }

  /** Tells the worker what it does not know yet, and gives the order by what it knows. */
  orderOf({ identity, broker, managers, parcel }: Errand): Order {
    for (const manager of managers) this.#introduce(manager);
    const current = broker === undefined ? 0 : (this.#brokers.get(broker) as number);
    return { task: this.#taskNumber(identity), broker: current, parcel };
  }

  #introduce(manager: Manager): void {
    const id = brokerOf(manager);
    if (this.#brokers.has(id)) return;
    const broker = this.#brokers.size + 1;
    this.#brokers.set(id, broker);
    this.#send({ kind: 'broker', broker, id, credentials: credentialsOf(manager) });
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
