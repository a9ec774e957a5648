import { usualLimits } from '../../../protocol/broker-limits.js';
import { StateError } from '../../../protocol/errors.js';
import { type BusyPolling, neverBusy } from '../../busy-poll.js';
import type { ClientKeys } from '../../keys/keys.js';
import { schemeOf } from '../address.js';
import { bindAlone } from '../bind-alone.js';
import { connectEndpoint, ipcPath } from '../endpoint.js';
import type {
  ClientLink,
  ConnectSettings,
  LinkEvents,
  Listener,
  ListenSettings,
  OnLink,
  Transport,
} from '../transport.js';
import { type ClientMechanism, unencrypted } from './client-mechanism.js';
import { connectZmtp } from './connect.js';
import { ZmtpListener } from './listener.js';

/** The mode of a socket file that only its owner's programs can connect to. */
const OWNER_ALONE = 0o600;

/**
 * Links that speak ZeroMQ's protocol, ZMTP, without libzmq: over Node's own sockets, which costs two wake-ups a round trip
 * instead of six, and works in worker threads, where libzmq does not. It takes links over `ipc`; over `tcp` it only makes
 * them.
 */
export class ZmtpTransport implements Transport {
  readonly schemes = ['ipc', 'tcp'] as const;
  readonly #polling: BusyPolling;

  /** `polling`: what keeps the event loop awake for what is near. Default: nothing does. */
  constructor(polling: BusyPolling = neverBusy) {
    this.#polling = polling;
  }

  async listen(
    address: string,
    onLink: OnLink,
    { socketMode = OWNER_ALONE, visits = () => usualLimits }: ListenSettings = {},
  ): Promise<Listener> {
    if (schemeOf(address) !== 'ipc') {
      throw new StateError(
        `cannot listen at ${address} in a worker thread: ZeroMQ could abort the whole process there; ` +
          'listen at ipc:// there, or call serve() in the main thread',
      );
    }
    const path = ipcPath(address);
    return bindAlone(path, (removeFile) =>
      ZmtpListener.open({ path, removeFile, mode: socketMode, polling: this.#polling, visits }, onLink),
    );
  }

  async connect(
    address: string,
    events: LinkEvents,
    timeoutMs: number,
    { curve }: ConnectSettings = {},
  ): Promise<ClientLink> {
    const mechanism = curve && schemeOf(address) === 'tcp' ? await this.#encryption(curve) : unencrypted;
    return connectZmtp({ endpoint: connectEndpoint(address), mechanism, polling: this.#polling }, events, timeoutMs);
  }

  /** Loaded when it is first needed: most links are local. */
  async #encryption(curve: ClientKeys): Promise<ClientMechanism> {
    const { CurveMechanism } = await import('./curve/mechanism.js');
    return new CurveMechanism(curve);
  }
}
