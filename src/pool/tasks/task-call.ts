import { ClosedError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import { brokerOf, type Manager, managerAt } from '../../client/manager.js';
import { address, brokersOf, type Packed, type Parcel, parcelAtOnce } from '../messages/parcel.js';
import { movable } from '../messages/transfer.js';
import type { CallSite } from './call-site.js';
import type { TaskIdentity } from './task.js';

/** A task with its arguments, made ready for a worker. Holds the shared objects among them alive as long as it is held. */
export class TaskCall {
  readonly identity: TaskIdentity;
  /** Where it was submitted. */
  readonly site: CallSite | undefined;
  readonly #args: Packed;
  readonly #manager: Manager | undefined;

  /** `manager` is what `Manager.current()` gives to the task. */
  constructor(identity: TaskIdentity, args: Packed, site: CallSite | undefined, manager: Manager | undefined) {
    this.identity = identity;
    this.#args = args;
    this.#manager = manager;
    this.site = site;
  }

  get name(): string {
    return this.identity.name;
  }

  /** Whether its arguments give something away: then it can be sent only once. Shared memory can be sent again. */
  get isMoved(): boolean {
    return movable(this.#args.carried).length > 0;
  }

  /**
   * What a worker is sent; `undefined` while it is not known to its broker where the shared objects among the arguments
   * are. Throws `ClosedError` when the manager is closed.
   */
  errandAtOnce(): Errand | undefined {
    const parcel = parcelAtOnce(this.#args);
    return parcel && this.#errand(parcel);
  }

  /** The same, once it is known; rejects with why an object is not. */
  async errand(): Promise<Errand> {
    return this.#errand(await address(this.#args));
  }

  #errand(parcel: Parcel): Errand {
    const { identity } = this;
    const needed = parcel.objects.length > 0 ? [...brokersOf(parcel)] : [];
    const managers = needed.map((broker) => openManagerAt(broker, this.#manager, `task ${identity.name}`));
    const broker = this.#manager && brokerOf(this.#manager);
    if (broker !== undefined) managers.push(openManagerAt(broker, this.#manager, `the pool of task ${identity.name}`));
    return { identity, broker, managers, parcel };
  }
}

/** A task for a worker, and the managers whose brokers the worker must know first. */
export interface Errand {
  readonly identity: TaskIdentity;
  /** The broker of the manager that is to be current for the task. */
  readonly broker: Id | undefined;
  readonly managers: readonly Manager[];
  readonly parcel: Parcel;
}

function openManagerAt(broker: Id, ofPool: Manager | undefined, whose: string): Manager {
  const manager = managerAt(broker, ofPool);
  if (manager) return manager;
  throw new ClosedError(`the manager of ${whose} is closed: no worker could reach its broker`);
}
