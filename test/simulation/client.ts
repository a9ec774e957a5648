import { BROKER_HANDLE } from '../../protocol/messages.js';
import { makeCall } from '../../src/client/caller.js';
import { Connection } from '../../src/client/connection.js';
import type { Credentials } from '../../src/client/handshake.js';
import { References } from '../../src/client/references.js';
import type { World } from '../../src/client/world.js';
import type { Census } from '../../src/objects/broker/info.js';
import { brokerOperations } from '../../src/objects/broker/operations.js';
import { type Openers, sharedTypes } from '../../src/objects/index.js';
import type { SharedObject } from '../../src/objects/shared-object.js';
import type { SharedType } from '../../src/objects/shared-type.js';
import type { Machine } from './machine.js';

const CONNECT_TIMEOUT_MS = 5_000;

/** A program of the simulated world, with its session: what a manager is, on a machine whose time is the simulation's. */
export class Client {
  readonly name: string;
  readonly machine: Machine;
  readonly open: Openers;
  readonly #connection: Connection;
  readonly #references: References;
  /** When JavaScript collects a proxy is not for a simulation to decide: all are kept until the run is over. */
  readonly #kept: SharedObject[] = [];

  private constructor(name: string, machine: Machine, connection: Connection) {
    this.name = name;
    this.machine = machine;
    this.#connection = connection;
    this.#references = new References(connection);
    this.open = Object.fromEntries(
      Object.entries(sharedTypes).map(([type, definition]) => [type, this.#openerOf(type, definition)]),
    ) as unknown as Openers;
  }

  /** `onEnd` is called when its session is over, for whatever reason; not when its machine dies. */
  static async enter(
    name: string,
    credentials: Credentials,
    world: World & { readonly clock: Machine },
    onEnd: () => void,
  ): Promise<Client> {
    return new Client(name, world.clock, await Connection.open(credentials, CONNECT_TIMEOUT_MS, onEnd, world));
  }

  census(): Promise<Census> {
    const operation = brokerOperations.census;
    const target = { handle: BROKER_HANDLE, type: 'broker', operationName: 'census', operation };
    return makeCall(this.#references, target, [], undefined) as Promise<Census>;
  }

  /** Why the session is over, as each call is told; `undefined` while it goes on. */
  get end(): Error | undefined {
    try {
      this.#connection.checkOpen();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #openerOf(name: string, type: SharedType): (...args: unknown[]) => SharedObject {
    const open = type.open({ open: (given, options) => this.#references.open(name, given, options) });
    return (...args) => {
      const proxy = this.#references.follow((open as (...args: unknown[]) => SharedObject)(...args));
      this.#kept.push(proxy);
      return proxy;
    };
  }
}
