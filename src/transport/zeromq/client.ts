import type { Observer } from 'zeromq';
import { CLOSE_LINGER_MS, CLOSED_THERE, HANG_UP, LOST } from '../conventions.js';
import { wholeOf } from '../pieces.js';
import { codeOf } from '../refusal.js';
import type { ClientLink, LinkEvents } from '../transport.js';
import { closeSocket, DealerSocket, receiveFrom } from './sockets.js';

/** How often a link that keeps no process alive looks for frames: often enough for news that nobody waits for. */
const IDLE_LOOK_MS = 50;

/**
 * The client's end of a link: one Dealer socket, from its handshake to its end.
 *
 * A pending `receive` of zeromq.js keeps the process alive and cannot be taken back. So a link that is unreferenced
 * receives only what is there already, and looks for it by a timer that does not count.
 */
export class DealerLink implements ClientLink {
  readonly #socket: DealerSocket;
  readonly #observer: Observer;
  readonly #events: LinkEvents;
  readonly #idleLook: NodeJS.Timeout;
  #referenced = true;
  #reading = false;
  /** The connection is gone, and what it brought before is being read. */
  #lost = false;
  /** The owner has closed the link or has been told that it is down: it hears nothing more. */
  #ended = false;

  /** The socket is connected, and both it and its observer belong to the link from now on. */
  constructor(socket: DealerSocket, observer: Observer, events: LinkEvents, draft: boolean) {
    this.#socket = socket;
    this.#observer = observer;
    this.#events = events;
    this.#idleLook = setInterval(() => this.#read(), IDLE_LOOK_MS).unref();
    // What can fail here is that `closeSocket` reads the observer's last events instead.
    if (!draft) this.#watch().catch(() => {});
    // Not before the owner has the link in its hands.
    setImmediate(() => this.#read());
  }

  send(...pieces: readonly Uint8Array[]): void {
    const frame = wholeOf(pieces);
    if (!this.#ended && frame.length > 0) this.#trySend(frame);
  }

  close(): void {
    if (this.#ended) return;
    // A broker whose libzmq cannot tell it of our end hears of it in this way.
    this.#trySend(HANG_UP);
    this.#end(CLOSE_LINGER_MS);
  }

  ref(): void {
    this.#referenced = true;
    this.#read();
  }

  unref(): void {
    this.#referenced = false;
  }

  /** libzmq has memory of its own. */
  reuse(): void {}

  #read(): void {
    if (this.#ended || this.#reading || !this.#wantsToRead()) return;
    this.#pump().catch((error: unknown) => this.#goDown(`the socket failed (${codeOf(error)})`));
  }

  async #pump(): Promise<void> {
    this.#reading = true;
    try {
      while (!this.#ended && this.#wantsToRead()) {
        const parts = await receiveFrom(this.#socket);
        const [frame] = parts;
        // A message of several parts is none of ours.
        if (!this.#ended && parts.length === 1 && frame !== undefined) this.#dispatch(frame);
        this.#goDownIfLost();
      }
    } finally {
      this.#reading = false;
    }
  }

  #wantsToRead(): boolean {
    return (this.#referenced && !this.#lost) || this.#socket.readable;
  }

  #dispatch(frame: Buffer): void {
    if (frame.length === 0) this.#goDown(CLOSED_THERE);
    else if (DealerSocket.isLostMark(frame)) this.#goDown(LOST);
    else this.#events.onFrame(frame);
  }

  /**
   * Where libzmq does not put the loss of the connection into the stream of frames, its observer tells of it. To listen
   * to that keeps the process alive, whether the link is referenced or not.
   */
  async #watch(): Promise<void> {
    while (!this.#observer.closed) {
      const event = await this.#observer.receive();
      if (event.type !== 'disconnect') continue;
      this.#lost = true;
      this.#read();
      // A frame that the pump has received but not delivered yet still comes first.
      setImmediate(() => this.#goDownIfLost());
    }
  }

  /** Not before the last frame is read. */
  #goDownIfLost(): void {
    if (this.#lost && !this.#ended && !this.#socket.readable) this.#goDown(LOST);
  }

  #trySend(frame: Uint8Array): void {
    try {
      this.#socket.send(frame).catch((error: unknown) => this.#sendFailed(error));
    } catch (error) {
      // A closed or busy socket throws at once; but the owner is not to be called from within its own send.
      queueMicrotask(() => this.#sendFailed(error));
    }
  }

  #sendFailed(error: unknown): void {
    this.#goDown(`a frame could not be sent (${codeOf(error)})`);
  }

  #goDown(reason: string): void {
    if (this.#ended) return;
    this.#end(0);
    this.#events.onDown(reason);
  }

  #end(lingerMs: number): void {
    this.#ended = true;
    clearInterval(this.#idleLook);
    void closeSocket(this.#socket, lingerMs, this.#observer);
  }
}
