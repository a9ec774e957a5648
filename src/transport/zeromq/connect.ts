import { connect } from 'node:net';
import type { Observer } from 'zeromq';
import { ConnectError } from '../../../protocol/errors.js';
import { timerDelay } from '../../objects/timers.js';
import { schemeOf } from '../address.js';
import { socketTarget } from '../endpoint.js';
import { whyEnded } from '../mechanism.js';
import { codeOf, connectRefused, type Failure, type Refusal, refusalFor } from '../refusal.js';
import type { ClientLink, LinkEvents } from '../transport.js';
import { DealerLink } from './client.js';
import { closeSocket, type DealerSettings, DealerSocket } from './sockets.js';

/** Makes a link to an endpoint that is known to be well formed. */
export async function connectDealer(
  settings: DealerSettings,
  events: LinkEvents,
  timeoutMs: number,
): Promise<ClientLink> {
  const deadline = performance.now() + timeoutMs;
  const { socket, observer } = connectedSocket(settings);
  const failure = await handshake(socket, observer, timeoutMs);
  if (failure === undefined) return new DealerLink(socket, observer, events, settings.draft);
  await closeSocket(socket, 0, observer);
  const refusal = await explained(failure, settings, Math.max(1, deadline - performance.now()));
  throw connectRefused(settings.endpoint, refusal, timeoutMs);
}

/** libzmq does not say why it could not connect over TCP, nor always why it was refused. */
function explained(failure: Failure, { endpoint, curve }: DealerSettings, leftMs: number): Refusal | Promise<Refusal> {
  if (failure === 'refused' && schemeOf(endpoint) === 'tcp') return systemsWord(endpoint, leftMs);
  if (failure === 'stranger') return whyEnded(endpoint, curve ? 'CURVE' : 'NULL', leftMs);
  return failure === 'unknownKey' && curve ? { failure, detail: curve.publicKey } : { failure };
}

/**
 * Sockets that could not be given an observer, for want of file descriptors. They stay, and are not collected either:
 * libzmq tells an observer of a socket's end, and waits for ever for one that is not there.
 */
const unobserved: DealerSocket[] = [];

/** Each step fails where it finds no file descriptor left. */
function connectedSocket(settings: DealerSettings): { socket: DealerSocket; observer: Observer } {
  const { endpoint } = settings;
  let socket: DealerSocket | undefined;
  let observer: Observer | undefined;
  try {
    socket = new DealerSocket(settings);
    observer = socket.events;
    socket.connect(endpoint);
    return { socket, observer };
  } catch (cause) {
    if (socket && observer) void closeSocket(socket, 0, observer);
    else if (socket) unobserved.push(socket);
    throw new ConnectError(`cannot connect to ${endpoint}: ${codeOf(cause)}`, { cause });
  }
}

/** Waits for the other side to take the link; gives what went wrong otherwise. */
async function handshake(socket: DealerSocket, observer: Observer, timeoutMs: number): Promise<Failure | undefined> {
  let reached = false;
  // Closing the socket ends the observer's events, and so the loop below.
  const timer = setTimeout(() => socket.close(), timerDelay(timeoutMs));
  try {
    for (;;) {
      const event = await observer.receive();
      switch (event.type) {
        case 'connect':
          reached = true;
          break;
        case 'handshake':
          return undefined;
        case 'close':
          return 'refused';
        case 'handshake:error:auth':
          return 'unknownKey';
        case 'disconnect':
        case 'handshake:error:protocol':
        case 'handshake:error:other':
          return 'stranger';
        case 'end':
          return reached ? 'silent' : 'unreachable';
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Whether anybody listens matters, so the system is asked again. */
function systemsWord(endpoint: string, timeoutMs: number): Promise<Refusal> {
  return new Promise((resolve) => {
    const socket = connect(socketTarget(endpoint));
    socket.setTimeout(timerDelay(timeoutMs));
    socket.on('connect', () => socket.destroy());
    socket.on('timeout', () => socket.destroy());
    socket.on('error', (error) => resolve(refusalFor(codeOf(error))));
    socket.on('close', () => resolve({ failure: 'unknown' }));
  });
}
