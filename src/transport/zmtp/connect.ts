import type { BusyPolling } from '../../busy-poll.js';
import { timerDelay } from '../../objects/timers.js';
import { wantsHeartbeats } from '../conventions.js';
import { connectRefused, type Refusal, refusalFor } from '../refusal.js';
import type { ClientLink, LinkEvents } from '../transport.js';
import { checkReady, readCommand, readyAs } from './commands.js';
import { commandFrame, type Frame } from './frames.js';
import { greeting } from './greeting.js';
import { ZmtpLink } from './link.js';
import { type SocketEvents, ZmtpSocket } from './socket.js';

/** Makes a link to an endpoint that is known to be well formed. */
export async function connectZmtp(
  endpoint: string,
  events: LinkEvents,
  timeoutMs: number,
  polling: BusyPolling,
): Promise<ClientLink> {
  const handshake = new Handshake(endpoint, polling);
  const refusal = await handshake.within(timeoutMs);
  if (refusal === undefined) {
    const link = new ZmtpLink(handshake.socket, wantsHeartbeats(endpoint));
    link.begin(events);
    return link;
  }
  handshake.socket.destroy();
  throw connectRefused(endpoint, refusal, timeoutMs);
}

/** Connects, and waits for the other side to take the link: for its greeting, and its READY as the first frame. */
class Handshake implements SocketEvents {
  /** Paused when the handshake has succeeded: what comes behind it is the link's. */
  readonly socket: ZmtpSocket;
  readonly #outcome: Promise<Refusal | undefined>;
  #settle!: (refusal: Refusal | undefined) => void;
  #isReached = false;

  constructor(endpoint: string, polling: BusyPolling) {
    this.#outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.socket = ZmtpSocket.connecting(endpoint, this, polling);
    // The NULL mechanism has nothing to negotiate, so neither side need wait for the other: that saves a round trip.
    this.socket.write(greeting, commandFrame(readyAs('DEALER')));
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
    checkReady(readCommand(body), 'DEALER');
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
