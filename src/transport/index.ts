import { isMainThread } from 'node:worker_threads';
import { ArgumentError } from '../../protocol/errors.js';
import { busyPoll, neverBusy } from '../busy-poll.js';
import { schemeOf } from './address.js';
import { MemoryTransport } from './memory.js';
import { OnDemandTransport } from './on-demand.js';
import type { Transport } from './transport.js';
import { ZmtpTransport } from './zmtp/transport.js';

export { isLoopback } from './address.js';
export type { Transport } from './transport.js';

/** libzmq aborts the whole process when a worker thread ends while it waits for a message: it is not loaded there. */
const libzmq: Transport | undefined = isMainThread
  ? new OnDemandTransport(['tcp'], async () => {
      const { ZeromqTransport } = await import('./zeromq/transport.js');
      return new ZeromqTransport();
    })
  : undefined;

const memory = new MemoryTransport();

/** One of each for the whole thread, so that a memory address means the same everywhere in it. */
const transports = byScheme(new ZmtpTransport(busyPoll));
const sleepingTransports = byScheme(new ZmtpTransport(neverBusy));

/** Sockets of Node's own serve everything local, and in worker threads all there is. */
function byScheme(zmtp: Transport): ReadonlyMap<string, Transport> {
  return new Map([
    ['ipc', zmtp],
    ['tcp', libzmq ?? zmtp],
    ['memory', memory],
  ]);
}

/**
 * The transport that serves an address; throws `ArgumentError` for a scheme that none serves. `mayBusyPoll`: whether the
 * event loop may be kept awake for what its links will bring, where that pays.
 */
export function transportFor(address: string, mayBusyPoll = true): Transport {
  const scheme = schemeOf(address);
  const transport = (mayBusyPoll ? transports : sleepingTransports).get(scheme);
  if (transport === undefined) {
    const known = [...transports.keys()].map((name) => `${name}://`).join(', ');
    throw new ArgumentError(`no transport serves ${scheme}:// (address ${address}): the schemes here are ${known}`);
  }
  return transport;
}
