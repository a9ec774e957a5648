import type { Id } from '../../protocol/messages.js';
import type { Credentials } from '../client/handshake.js';
import { brokerOf, Manager, managerAt } from '../client/manager.js';
import { currentManager } from './current-manager.js';

/** The brokers that a worker was told of, and its connections to them: one each, made when a task first needs it. */
export class Brokers {
  readonly #known = new Map<Id, Credentials>();

  introduce(broker: Id, credentials: Credentials): void {
    this.#known.set(broker, credentials);
  }

  /** Resolves when this process is connected to the broker. A connection that has ended is made anew. */
  async connect(broker: Id): Promise<void> {
    if (!managerAt(broker)) await this.#open(broker);
  }

  /**
   * Resolves when `Manager.current()` is connected to the broker. That is the manager opened last, so where a task needed
   * other brokers since, this one needs a second connection.
   */
  async makeCurrent(broker: Id): Promise<void> {
    const current = currentManager();
    if (!current || brokerOf(current) !== broker) await this.#open(broker);
  }

  async #open(broker: Id): Promise<void> {
    const { address, authkey } = this.#known.get(broker) as Credentials;
    await Manager.connect(address, { authkey });
  }
}

/** Leaves every broker that this process is connected to, be it by us or by a task. */
export async function closeManagers(): Promise<void> {
  for (let manager = currentManager(); manager; manager = currentManager()) await manager.close();
}
