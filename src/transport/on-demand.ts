import { ArgumentError, ConnectError } from '../../protocol/errors.js';
import { schemeOf } from './address.js';
import type {
  ClientLink,
  ConnectSettings,
  LinkEvents,
  Listener,
  ListenSettings,
  OnLink,
  Transport,
} from './transport.js';

/** libzmq's transport, loaded when it is first needed. It may turn out not to serve all of the schemes named here. */
export class OnDemandTransport implements Transport {
  readonly schemes: readonly string[];
  readonly #load: () => Promise<Transport>;
  #transport: Promise<Transport> | undefined;

  constructor(schemes: readonly string[], load: () => Promise<Transport>) {
    this.schemes = schemes;
    this.#load = load;
  }

  async listen(address: string, onLink: OnLink, settings?: ListenSettings): Promise<Listener> {
    return (await this.#transportFor(address)).listen(address, onLink, settings);
  }

  async connect(
    address: string,
    events: LinkEvents,
    timeoutMs: number,
    settings?: ConnectSettings,
  ): Promise<ClientLink> {
    return (await this.#transportFor(address)).connect(address, events, timeoutMs, settings);
  }

  async #transportFor(address: string): Promise<Transport> {
    this.#transport ??= this.#loaded();
    const transport = await this.#transport;
    if (transport.schemes.includes(schemeOf(address))) return transport;
    throw new ArgumentError(`${address} cannot be served here: this build of ZeroMQ has no ${schemeOf(address)}://`);
  }

  async #loaded(): Promise<Transport> {
    try {
      return await this.#load();
    } catch (cause) {
      // Out of file descriptors, say: the next attempt may fare better.
      this.#transport = undefined;
      throw new ConnectError(`ZeroMQ cannot be loaded: ${(cause as Error).message}`, { cause });
    }
  }
}
