import { capability } from 'zeromq';
import { hostAndPort, schemeOf } from '../address.js';
import { bindAlone } from '../bind-alone.js';
import { connectEndpoint, ipcPath, tcpEndpoint } from '../endpoint.js';
import type { ClientLink, LinkEvents, Listener, OnLink, Transport } from '../transport.js';
import { connectDealer } from './connect.js';
import { ZeromqListener } from './listener.js';
import { hasDraft } from './sockets.js';

/**
 * Links between processes over ZeroMQ: Unix sockets (`ipc:///path`) and TCP (`tcp://host:port`). One Router socket for
 * each listener, one Dealer socket for each link of a client; a message is one frame.
 */
export class ZeromqTransport implements Transport {
  readonly schemes: readonly string[] = capability.ipc === true ? ['ipc', 'tcp'] : ['tcp'];
  readonly #draft: boolean;

  /** `draft: false` does without libzmq's draft options, as where it was built without them; for tests of that road. */
  constructor(options: { readonly draft?: boolean } = {}) {
    this.#draft = hasDraft && (options.draft ?? true);
  }

  async listen(address: string, onLink: OnLink): Promise<Listener> {
    return schemeOf(address) === 'ipc' ? this.#listenIpc(address, onLink) : this.#listenTcp(address, onLink);
  }

  async connect(address: string, events: LinkEvents, timeoutMs: number): Promise<ClientLink> {
    return connectDealer(connectEndpoint(address), events, timeoutMs, this.#draft);
  }

  async #listenIpc(address: string, onLink: OnLink): Promise<Listener> {
    const path = ipcPath(address);
    return bindAlone(path, (removeFile) =>
      ZeromqListener.open(
        { endpoint: `ipc://${path}`, breakable: false, draft: this.#draft, onClose: removeFile },
        onLink,
      ),
    );
  }

  async #listenTcp(address: string, onLink: OnLink): Promise<Listener> {
    const { host, port } = hostAndPort(address);
    // libzmq takes no names here, and `*` for "any port".
    const endpoint = tcpEndpoint(host === 'localhost' ? '127.0.0.1' : host, port === 0 ? '*' : String(port));
    return ZeromqListener.open({ endpoint, breakable: true, draft: this.#draft, onClose: async () => {} }, onLink);
  }
}
