import { currentManager, type Manager } from '../../client/manager.js';
import { type Packed, pack } from '../messages/parcel.js';
import type { Transferable } from '../messages/transfer.js';
import type { CallSite } from '../tasks/call-site.js';
import { identityOf, nameInMessages } from '../tasks/task.js';
import { TaskCall } from '../tasks/task-call.js';
import { checkNotLoading } from '../worker/loading.js';
import type { TaskCaller } from './task-caller.js';

/** What all calls of tasks of one pool have in common. */
export interface PoolOfCaller {
  /** The pool's own manager, if it has one. */
  readonly manager: Manager | undefined;
  readonly betweenThreads: boolean;
}

/** Makes calls for a pool. `task` is whatever the program takes for one. */
export class PoolCaller implements TaskCaller {
  readonly #task: unknown;
  readonly #site: CallSite | undefined;
  readonly #pool: PoolOfCaller;

  constructor(task: unknown, site: CallSite | undefined, pool: PoolOfCaller) {
    this.#task = task;
    this.#site = site;
    this.#pool = pool;
  }

  get name(): string {
    return nameInMessages(this.#task);
  }

  check(): void {
    checkNotLoading('a task was submitted to a pool');
    identityOf(this.#task);
  }

  pack(value: unknown, what: string, transfer: readonly Transferable[]): Packed {
    return pack(value, what, { transfer, betweenThreads: this.#pool.betweenThreads });
  }

  call(args: Packed): TaskCall {
    return new TaskCall(identityOf(this.#task), args, this.#site, this.#pool.manager ?? currentManager());
  }
}
