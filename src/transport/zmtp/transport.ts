import { StateError } from '../../../protocol/errors.js';
import { connectEndpoint } from '../endpoint.js';
import type { ClientLink, LinkEvents, Listener, Transport } from '../transport.js';
import { connectZmtp } from './connect.js';

/**
 * Links to brokers that listen with libzmq, made without it: the part of ZMTP that a client needs, over Node's own
 * sockets. It takes no links, and works in worker threads, where libzmq does not.
 */
export class ZmtpTransport implements Transport {
  readonly schemes = ['ipc', 'tcp'] as const;

  async listen(address: string): Promise<Listener> {
    throw new StateError(
      `cannot listen at ${address} in a worker thread: ZeroMQ could abort the whole process there; ` +
        `call serve() in the main thread, or start a broker process by Manager.start() or \`holdall serve\``,
    );
  }

  async connect(address: string, events: LinkEvents, timeoutMs: number): Promise<ClientLink> {
    return connectZmtp(connectEndpoint(address), events, timeoutMs);
  }
}
