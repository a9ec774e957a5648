import { isMainThread } from 'node:worker_threads';
import { ArgumentError } from '../../protocol/errors.js';
import { schemeOf } from './address.js';
import { MemoryTransport } from './memory.js';
import { OnDemandTransport } from './on-demand.js';
import type { Transport } from './transport.js';
import { ZmtpTransport } from './zmtp/transport.js';

export { isLoopback } from './address.js';
export type { Transport } from './transport.js';

/** Sockets of Node's own: for everything local, and in worker threads for all there is. */
const zmtp = new ZmtpTransport();

/** libzmq aborts the whole process when a worker thread ends while it waits for a message: it is not loaded there. */
const overTcp: Transport = isMainThread
  ? new OnDemandTransport(['tcp'], async () => {
      const { ZeromqTransport } = await import('./zeromq/transport.js');
      return new ZeromqTransport();
    })
  : zmtp;

/** One of each for the whole thread, so that a memory address means the same everywhere in it. */
const byScheme: ReadonlyMap<string, Transport> = new Map([
  ['ipc', zmtp],
  ['tcp', overTcp],
  ['memory', new MemoryTransport()],
]);

/** The transport that serves an address; throws `ArgumentError` for a scheme that none serves. */
export function transportFor(address: string): Transport {
  const scheme = schemeOf(address);
  const transport = byScheme.get(scheme);
  if (transport === undefined) {
    const known = [...byScheme.keys()].map((name) => `${name}://`).join(', ');
    throw new ArgumentError(`no transport serves ${scheme}:// (address ${address}): the schemes here are ${known}`);
  }
  return transport;
}
