import { randomBytes } from 'node:crypto';
import { Context, capability, Dealer, type Event, type Observer, Reply, Router } from 'zeromq';
import { usualLimits } from '../../../protocol/broker-limits.js';
import { limits } from '../../../protocol/limits.js';
import type { ClientKeys, KeyPair } from '../../keys/keys.js';
import {
  CURVE_OVERHEAD_BYTES,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
  isIpv6,
  wantsHeartbeats,
} from '../conventions.js';
import { codeOf } from '../refusal.js';

/** Programs of a large pool connect all at once. A Unix socket whose backlog is full refuses, it does not let wait. */
const BACKLOG = 4_096;

/** libzmq takes three sockets per client link, and 1,023 in all by default. */
const MAX_SOCKETS = 8_192;

/**
 * Never, in practice. A link is not repaired but replaced, or libzmq would send stale frames to the next broker. The
 * documented "never" (-1) would not do: with it libzmq throws away the frames that were received and not yet read.
 */
const RECONNECT_INTERVAL_MS = 2 ** 30;

/** A client that waits looks up this often to see whether it is still meant to keep its process alive. */
const RECEIVE_TIMEOUT_MS = 1_000;

/** Our own, so that limits and lifetime are not shared with other users of zeromq in the process. */
const context = new Context({ maxSockets: MAX_SOCKETS });

/** Whether libzmq was built with its draft options, which tell of a peer's end in the stream of its frames. */
export const hasDraft: boolean = capability.draft === true;

/** libzmq's option ROUTER_NOTIFY and its value NOTIFY_DISCONNECT: an empty frame comes from each peer that is gone. */
const ROUTER_NOTIFY = 97;
const NOTIFY_DISCONNECT = 2;

/** libzmq's option HICCUP_MSG: this frame comes when the connection is lost, after the last frame of the other side. */
const HICCUP_MSG = 114;

/** Random, so that no broker sends it by chance. */
const lostMark = randomBytes(16);

/**
 * No high-water marks: at the mark libzmq stops reading, also the other side's signs of life and of death, and a full
 * queue would make `send` fail. Memory is bounded above, by the session protocol's window of unacknowledged bytes.
 */
const unbounded = { sendHighWaterMark: 0, receiveHighWaterMark: 0 } as const;

/** `sendTimeout: 0` also keeps `send` from putting off a frame and then throwing EBUSY at the next one. */
const common = {
  ...unbounded,
  context,
  sendTimeout: 0,
  linger: 0,
  maxMessageSize: limits.frameBytes,
} as const;

function heartbeats(endpoint: string): { heartbeatInterval?: number; heartbeatTimeout?: number } {
  if (!wantsHeartbeats(endpoint)) return {};
  return { heartbeatInterval: HEARTBEAT_INTERVAL_MS, heartbeatTimeout: HEARTBEAT_TIMEOUT_MS };
}

/** A listener's CURVE: its keys, and the name under which the gate knows it. */
export interface Gated extends KeyPair {
  readonly domain: string;
}

function asServer(gated: Gated | undefined): object {
  if (gated === undefined) return {};
  const { publicKey, secretKey, domain } = gated;
  return {
    curveServer: true,
    curvePublicKey: publicKey,
    curveSecretKey: secretKey,
    zapDomain: domain,
    // Or libzmq would let in everybody with any key, should there be no gate.
    zapEnforceDomain: true,
    maxMessageSize: limits.frameBytes + CURVE_OVERHEAD_BYTES,
  };
}

function asClient(keys: ClientKeys | undefined): object {
  if (keys === undefined) return {};
  return {
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
    curveServerKey: keys.serverKey,
    maxMessageSize: limits.frameBytes + CURVE_OVERHEAD_BYTES,
  };
}

/** What answers libzmq when it asks about somebody who wants to come in: it asks by itself, at this place of a context. */
export class ZapSocket extends Reply {
  static readonly endpoint = 'inproc://zeromq.zap.01';

  constructor() {
    super({ ...unbounded, context, sendTimeout: 0, linger: 0 });
  }
}

/** The broker's socket. */
export class RouterSocket extends Router {
  constructor(endpoint: string, draft: boolean, gated?: Gated) {
    super({
      ...common,
      ...heartbeats(endpoint),
      ipv6: isIpv6(endpoint),
      // Sending to a peer that is gone is an error, not silence.
      mandatory: true,
      // A stranger cannot take over a link by choosing another's routing id.
      handover: false,
      handshakeInterval: usualLimits.handshakeMs,
      backlog: BACKLOG,
      ...asServer(gated),
    });
    if (draft) this.setInt32Option(ROUTER_NOTIFY, NOTIFY_DISCONNECT);
  }
}

export interface DealerSettings {
  readonly endpoint: string;
  readonly draft: boolean;
  readonly curve: ClientKeys | undefined;
}

/** The client's socket: one for each connection, never used for a second one. */
export class DealerSocket extends Dealer {
  constructor({ endpoint, draft, curve }: DealerSettings) {
    super({
      ...common,
      ...heartbeats(endpoint),
      ipv6: isIpv6(endpoint),
      reconnectInterval: RECONNECT_INTERVAL_MS,
      receiveTimeout: RECEIVE_TIMEOUT_MS,
      ...asClient(curve),
    });
    if (draft) this.setStringOption(HICCUP_MSG, lostMark);
  }

  /** Whether this frame is libzmq's own word that the connection is lost. */
  static isLostMark(frame: Buffer): boolean {
    return frame.length === lostMark.length && frame.equals(lostMark);
  }
}

/**
 * Closes a socket; resolves when everything has left, or the time for that is over. The process stays until then.
 * `observer` must be read to its end: libzmq blocks its I/O thread on an event that it cannot store.
 */
export async function closeSocket(
  socket: DealerSocket | RouterSocket,
  lingerMs: number,
  observer: Observer,
): Promise<void> {
  shut(socket, lingerMs);
  await readEvents(observer, () => {});
}

/** As `closeSocket`, for who reads the observer to its end already. */
export function shut(socket: DealerSocket | RouterSocket, lingerMs: number): void {
  if (socket.closed) return;
  socket.linger = lingerMs;
  socket.close();
}

/** Reads all events until the socket has closed. */
export async function readEvents(observer: Observer, onEvent: (event: Event) => void): Promise<void> {
  try {
    while (!observer.closed) onEvent(await observer.receive());
  } catch {
    // Closed between two events: that is the end we wait for.
  }
}

/** The parts of the next message; none where the socket was closed or its receive timeout ran out meanwhile. */
export async function receiveFrom(socket: DealerSocket | RouterSocket | ZapSocket): Promise<Buffer[]> {
  try {
    return await socket.receive();
  } catch (error) {
    // A socket that is closed during a read that zeromq.js had put off gives ENOTSOCK.
    if (codeOf(error) === 'EAGAIN' || socket.closed) return [];
    throw error;
  }
}
