import { StateError } from '../../../protocol/errors.js';
import { type BusyPolling, neverBusy } from '../../busy-poll.js';
import { schemeOf } from '../address.js';
import { bindAlone } from '../bind-alone.js';
import { connectEndpoint, ipcPath } from '../endpoint.js';
import type { ClientLink, LinkEvents, Listener, OnLink, Transport, Visits } from '../transport.js';
import { connectZmtp } from './connect.js';
import { ZmtpListener } from './listener.js';

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

  async listen(address: string, onLink: OnLink, visits?: () => Visits): Promise<Listener> {
    if (schemeOf(address) !== 'ipc') {
      throw new StateError(
        `cannot listen at ${address} in a worker thread: ZeroMQ could abort the whole process there; ` +
          'listen at ipc:// there, or call serve() in the main thread',
      );
    }
    const path = ipcPath(address);
    return bindAlone(path, (removeFile) => ZmtpListener.open(path, onLink, removeFile, this.#polling, visits));
  }

  async connect(address: string, events: LinkEvents, timeoutMs: number): Promise<ClientLink> {
    return connectZmtp(connectEndpoint(address), events, timeoutMs, this.#polling);
  }
}
