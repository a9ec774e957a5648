import { limits } from '../../../protocol/limits.js';
import type { BusyPolling } from '../../busy-poll.js';
import { timerDelay } from '../../objects/timers.js';
import { wantsHeartbeats } from '../conventions.js';
import { whyEnded } from '../mechanism.js';
import { connectRefused, type Refusal, refusalFor } from '../refusal.js';
import type { ClientLink, LinkEvents } from '../transport.js';
import type { ClientHandshake, ClientMechanism } from './client-mechanism.js';
import { readCommand } from './commands.js';
import type { Frame } from './frames.js';
import { type Framing, plain } from './framing.js';
import { ZmtpLink } from './link.js';
import { type SocketEvents, ZmtpSocket } from './socket.js';

export interface ZmtpTarget {
  /** Known to be well formed. */
  readonly endpoint: string;
  readonly mechanism: ClientMechanism;
  readonly polling: BusyPolling;
}

/** Makes a link. */
export async function connectZmtp(target: ZmtpTarget, events: LinkEvents, timeoutMs: number): Promise<ClientLink> {
  const { endpoint } = target;
  const deadline = performance.now() + timeoutMs;
  const handshake = new Handshake(target);
  const refusal = await handshake.within(timeoutMs);
  if (refusal === undefined) {
    const { socket, framing } = handshake;
    socket.limitFrames(limits.frameBytes + framing.overheadBytes);
    const link = new ZmtpLink(socket, { hasHeartbeat: wantsHeartbeats(endpoint), framing });
    link.begin(events);
    return link;
  }
  handshake.socket.destroy();
  throw connectRefused(endpoint, await explained(refusal, target, deadline - performance.now()), timeoutMs);
}

/** Over TCP, keys that do not fit may have been the reason. */
async function explained(refusal: Refusal, { endpoint, mechanism }: ZmtpTarget, leftMs: number): Promise<Refusal> {
  if (refusal.failure !== 'stranger' || !endpoint.startsWith('tcp:')) return refusal;
  const why = await whyEnded(endpoint, mechanism.name, Math.max(1, leftMs));
  return why.failure === 'stranger' ? refusal : why;
}

/** Connects, and waits for the other side to take the link: for its greeting, and its part in the handshake. */
class Handshake implements SocketEvents {
  /** Paused when the handshake has succeeded: what comes behind it is the link's. */
  readonly socket: ZmtpSocket;
  framing: Framing = plain;
  readonly #mechanism: ClientMechanism;
  readonly #handshake: ClientHandshake;
  readonly #outcome: Promise<Refusal | undefined>;
  #settle!: (refusal: Refusal | undefined) => void;
  #isReached = false;

  constructor({ endpoint, mechanism, polling }: ZmtpTarget) {
    this.#outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#mechanism = mechanism;
    this.#handshake = mechanism.begin();
    this.socket = ZmtpSocket.connecting(endpoint, this, polling, mechanism.name);
    this.socket.write(...this.#handshake.opening);
  }

  /** What went wrong, if anything did. */
  async within(timeoutMs: number): Promise<Refusal | undefined> {
    const late = (): void => this.#settle({ failure: this.#isReached ? 'silent' : 'unreachable' });
    const timer = setTimeout(late, timerDelay(timeoutMs));
    try {
      return await this.#outcome;
    } finally {
      clearTimeout(timer);
    }
  }

  onOpen(): void {
    this.#isReached = true;
  }

  onFrame({ body }: Frame): void {
    const { publicKey } = this.#mechanism;
    if (publicKey !== undefined && readCommand(body).name === 'ERROR') {
      this.#settle({ failure: 'unknownKey', detail: publicKey });
      return;
    }
    const heard = this.#handshake.hear(body);
    if ('answer' in heard) {
      this.socket.write(heard.answer);
      return;
    }
    this.framing = heard.framing;
    this.socket.pause();
    this.#settle(undefined);
  }

  onFault(reason: string): void {
    this.#settle({ failure: 'stranger', detail: reason });
  }

  onEnd(code: string | undefined): void {
    this.#settle(this.#isReached ? { failure: 'stranger' } : refusalFor(code));
  }
}
