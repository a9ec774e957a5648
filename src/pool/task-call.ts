import { ArgumentError, ClosedError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import { brokerOf, currentManager, type Manager, managerAt } from '../client/manager.js';
import type { CallSite } from './call-site.js';
import type { Order } from './messages.js';
import { address, brokersOf, type Packed, type Parcel, pack } from './parcel.js';
import { identityOf, type TaskIdentity } from './task.js';

/** A task with its arguments, made ready for a worker. Holds the shared objects among them alive as long as it is held. */
export class TaskCall {
  readonly identity: TaskIdentity;
  readonly #args: Packed;
  readonly #manager: Manager | undefined;
  readonly #site: CallSite;

  /** Throws `ArgumentError` for what is no task, and `EncodingError` for arguments that cannot travel. */
  constructor(task: unknown, args: unknown, site: CallSite, manager = currentManager()) {
    this.identity = identityOf(task);
    if (!Array.isArray(args)) throw new ArgumentError(`the arguments of task ${this.name} must be an array`);
    this.#args = pack(args, `task ${this.name}: arguments`);
    this.#manager = manager;
    this.#site = site;
  }

  get name(): string {
    return this.identity.name;
  }

  /** Resolves when every shared object among the arguments is known to its broker; rejects with why one is not. */
  async address(): Promise<Errand> {
    const args = await address(this.#args);
    const managers = this.#managersOf(args);
    const broker = this.#manager && brokerOf(this.#manager);
    return { order: { ...this.identity, args, broker }, managers, site: this.#site };
  }

  #managersOf(args: Parcel): Manager[] {
    const managers = [...brokersOf(args)].map((broker) => openManagerAt(broker, `task ${this.name}`));
    if (this.#manager) managers.push(openManagerAt(brokerOf(this.#manager), `the pool of task ${this.name}`));
    return managers;
  }
}

/** An order, and the managers whose brokers the worker must know first. */
export interface Errand {
  readonly order: Order;
  readonly managers: readonly Manager[];
  readonly site: CallSite;
}

function openManagerAt(broker: Id, whose: string): Manager {
  const manager = managerAt(broker);
  if (manager) return manager;
  throw new ClosedError(`the manager of ${whose} is closed: no worker could reach its broker`);
}
