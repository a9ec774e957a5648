import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { BusyPolling, Lookout } from '../../busy-poll.js';
import type { Shipment } from './frames.js';
import { Ring } from './ring.js';
import { movable } from './transfer.js';

/** What is posted when something was written to a ring. */
const BELL = null;

type Posted = Shipment | typeof BELL;

/** What both ends of a lane between two threads share; each of them reads what the other writes. */
export interface LaneMemory {
  readonly toWorker: SharedArrayBuffer;
  readonly toProgram: SharedArrayBuffer;
}

/** What one end is made of. */
export interface LaneEnd {
  readonly incoming: SharedArrayBuffer;
  readonly outgoing: SharedArrayBuffer;
  readonly polling: BusyPolling;
}

export function laneMemory(): LaneMemory {
  return { toWorker: new Ring().shared, toProgram: new Ring().shared };
}

/**
 * One end of the lane by which a program and a worker thread send each other frames. What is sent is in the other thread's
 * hands at once, also when this one ends in the next moment: it lies in shared memory, or has been posted.
 */
export class ThreadLane implements Lookout {
  readonly #port: MessagePort;
  readonly #incoming: Ring;
  readonly #outgoing: Ring;
  readonly #polling: BusyPolling;
  readonly #onFrames: (bytes: Uint8Array, carried: readonly object[]) => void;
  /** Since something was read. */
  #hasSent = false;

  constructor(
    port: MessagePort,
    { incoming, outgoing, polling }: LaneEnd,
    onFrames: (bytes: Uint8Array, carried: readonly object[]) => void,
  ) {
    this.#port = port;
    this.#incoming = new Ring(incoming);
    this.#outgoing = new Ring(outgoing);
    this.#polling = polling;
    this.#onFrames = onFrames;
    port.on('message', (posted: Posted) => this.#hear(posted));
  }

  /** `isAlone`: nothing but what this asks for is awaited. */
  send(shipment: Shipment, isAlone = true): void {
    if (this.#put(shipment)) this.call();
    // Where many are on their way they should come together: to read each by itself takes longer than to be woken once.
    const isLone = isAlone && shipment.count === 1 && !this.#hasSent;
    this.#hasSent = true;
    this.#polling.expect(isLone ? this : undefined);
  }

  /** The same, but the other thread may hear of it as late as by the next `call`, or what is sent next. */
  sendQuietly(shipment: Shipment): void {
    this.#put(shipment);
  }

  /** Has the other thread read what was sent. */
  call(): void {
    if (this.#outgoing.call()) this.#port.postMessage(BELL);
  }

  /** Reads what is there, whether this thread was called or not. */
  read(): void {
    const bytes = this.#incoming.read();
    if (bytes.length === 0) return;
    this.#hasSent = false;
    this.#onFrames(bytes, []);
  }

  /** The end of a thread can be heard of before its last messages. */
  readRest(): void {
    this.read();
    for (let left = receiveMessageOnPort(this.#port); left; left = receiveMessageOnPort(this.#port)) {
      this.#hear(left.message as Posted);
    }
  }

  // ── While this thread's loop is kept awake ─────────────────────────────────────────────────────────────────────────

  beginWatch(): void {
    this.#incoming.watch(true);
  }

  look(): void {
    if (!this.#incoming.isCalled) return;
    this.#polling.arrived();
    this.read();
  }

  endWatch(): void {
    this.#incoming.watch(false);
    // Who called before that rang no bell.
    this.look();
  }

  /** Whether it lies in shared memory, and was not posted. */
  #put(shipment: Shipment): boolean {
    if (shipment.carried.length === 0 && this.#outgoing.write(shipment.bytes)) return true;
    this.#outgoing.notePost();
    this.#port.postMessage(shipment, [shipment.bytes.buffer, ...movable(shipment.carried)]);
    return false;
  }

  #hear(posted: Posted): void {
    this.#polling.arrived();
    // What lies there came before what was posted.
    this.read();
    if (posted === BELL) return;
    this.#incoming.notePostRead();
    this.#onFrames(posted.bytes, posted.carried);
  }
}
