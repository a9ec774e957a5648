import { BrokerGoneError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import type { Credentials } from '../../client/handshake.js';
import { brokerOf, currentManager, Manager, makeCurrent, managerAt } from '../../client/manager.js';

/** The brokers that a worker was told of, and its connections to them: one each, made when a task first needs it. */
export class Brokers {
  readonly #known = new Map<Id, Credentials>();
  readonly #ids = new Map<number, Id>();

  introduce(number: number, broker: Id, credentials: Credentials): void {
    this.#ids.set(number, broker);
    this.#known.set(broker, credentials);
  }

  /** The broker that was introduced by this number; `undefined` for 0. */
  idOf(number: number): Id | undefined {
    return this.#ids.get(number);
  }

  /**
   * Resolves to this process's manager at the broker. A connection that has ended is made anew. Rejects with
   * `BrokerGoneError` when another broker has taken over the address: it has none of the objects.
   */
  async connect(broker: Id): Promise<Manager> {
    const { address, ...options } = this.#known.get(broker) as Credentials;
    const manager = managerAt(broker) ?? (await Manager.connect(address, options));
    if (brokerOf(manager) === broker) return manager;
    await manager.close();
    throw new BrokerGoneError(`the broker at ${address} is gone: another broker answers at that address now`);
  }

  /** `Manager.current()` is connected to the broker from now on. Gives a promise only where it is not connected yet. */
  makeCurrent(broker: Id): Promise<void> | undefined {
    const manager = managerAt(broker);
    if (!manager) return this.connect(broker).then(makeCurrent);
    makeCurrent(manager);
    return undefined;
  }
}

/** Leaves every broker that this process is connected to, be it by us or by a task. */
export async function closeManagers(): Promise<void> {
  const closed = new Set<Manager>();
  // One that is current although it was closed must not keep the worker from ending.
  for (let manager = currentManager(); manager && !closed.has(manager); manager = currentManager()) {
    closed.add(manager);
    await manager.close();
  }
}
