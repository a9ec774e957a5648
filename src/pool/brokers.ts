import type { Id } from '../../protocol/messages.js';
import type { Credentials } from '../client/handshake.js';
import { currentManager, Manager, makeCurrent, managerAt } from '../client/manager.js';

/** The brokers that a worker was told of, and its connections to them: one each, made when a task first needs it. */
export class Brokers {
  readonly #known = new Map<Id, Credentials>();

  introduce(broker: Id, credentials: Credentials): void {
    this.#known.set(broker, credentials);
  }

  /** Resolves to this process's manager at the broker. A connection that has ended is made anew. */
  async connect(broker: Id): Promise<Manager> {
    const { address, authkey } = this.#known.get(broker) as Credentials;
    return managerAt(broker) ?? Manager.connect(address, { authkey });
  }

  /** Resolves when `Manager.current()` is connected to the broker. */
  async makeCurrent(broker: Id): Promise<void> {
    makeCurrent(await this.connect(broker));
  }
}

/** Leaves every broker that this process is connected to, be it by us or by a task. */
export async function closeManagers(): Promise<void> {
  for (let manager = currentManager(); manager; manager = currentManager()) await manager.close();
}
