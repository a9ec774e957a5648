import { hostAndPort } from '../address.js';
import { connectEndpoint, tcpEndpoint } from '../endpoint.js';
import type {
  ClientLink,
  ConnectSettings,
  LinkEvents,
  Listener,
  ListenSettings,
  OnLink,
  Transport,
} from '../transport.js';
import { connectDealer } from './connect.js';
import { ZeromqListener } from './listener.js';
import { hasDraft } from './sockets.js';

/**
 * Links over TCP, by libzmq, whose own threads answer heartbeats while a program computes. One Router socket for each
 * listener, one Dealer socket for each link of a client; a message is one frame.
 */
export class ZeromqTransport implements Transport {
  readonly schemes = ['tcp'] as const;
  readonly #draft: boolean;

  /** `draft: false` does without libzmq's draft options, as where it was built without them; for tests of that road. */
  constructor(options: { readonly draft?: boolean } = {}) {
    this.#draft = hasDraft && (options.draft ?? true);
  }

  async listen(address: string, onLink: OnLink, settings: ListenSettings = {}): Promise<Listener> {
    const { host, port } = hostAndPort(address);
    // libzmq takes no names here, and `*` for "any port".
    const endpoint = tcpEndpoint(host === 'localhost' ? '127.0.0.1' : host, port === 0 ? '*' : String(port));
    return ZeromqListener.open({ ...settings, endpoint, draft: this.#draft }, onLink);
  }

  async connect(
    address: string,
    events: LinkEvents,
    timeoutMs: number,
    { curve }: ConnectSettings = {},
  ): Promise<ClientLink> {
    return connectDealer({ endpoint: connectEndpoint(address), draft: this.#draft, curve }, events, timeoutMs);
  }
}
