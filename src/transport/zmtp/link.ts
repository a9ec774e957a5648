import { limits } from '../../../protocol/limits.js';
import { CLOSE_LINGER_MS, CLOSED_THERE, HANG_UP, LOST } from '../conventions.js';
import { lengthOf } from '../pieces.js';
import type { ClientLink, HostLink, LinkEvents } from '../transport.js';
import { ping, pongFor, readCommand, reasonIn } from './commands.js';
import type { Frame } from './frames.js';
import { type Framing, plain } from './framing.js';
import { Heartbeat } from './heartbeat.js';
import type { SocketEvents, ZmtpSocket } from './socket.js';

export interface LinkSettings {
  readonly hasHeartbeat: boolean;
  /** Default: frames travel as they are. */
  readonly framing?: Framing;
  /** Called when the link is over, whoever ended it; what was sent may still be leaving then. */
  readonly onEnded?: () => void;
  /** How long ago the socket was taken. */
  readonly ageMs?: number;
}

/** An end of a link: one socket, from its handshake to its end. */
export class ZmtpLink implements ClientLink, HostLink, SocketEvents {
  readonly #socket: ZmtpSocket;
  #events!: LinkEvents;
  readonly #framing: Framing;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #onEnded: () => void;
  /** A PONG that has not left yet. Who only asks and never reads is not answered a second time meanwhile. */
  #isAnswering = false;
  /** A frame was too long; the owner is about to be told that the link is down. */
  #hasRefused = false;
  /** The owner has closed the link or has been told that it is down: it hears nothing more. */
  #ended = false;

  readonly ageMs: number;

  /** The socket has shaken hands and is paused; it belongs to the link from now on. */
  constructor(socket: ZmtpSocket, { hasHeartbeat, framing = plain, onEnded = () => {}, ageMs = 0 }: LinkSettings) {
    this.ageMs = ageMs;
    this.#socket = socket;
    this.#framing = framing;
    this.#onEnded = onEnded;
    if (hasHeartbeat) {
      this.#heartbeat = new Heartbeat(
        () => socket.write(...framing.command(ping)),
        (reason) => this.#goDown(reason),
      );
    }
  }

  /** From now on the owner is told what comes: not before it has the link in its hands. */
  begin(events: LinkEvents): void {
    this.#events = events;
    setImmediate(() => {
      if (!this.#ended) this.#socket.resume(this);
    });
  }

  send(...pieces: readonly Uint8Array[]): void {
    const length = lengthOf(pieces);
    if (this.#ended || this.#hasRefused || length === 0) return;
    if (length > limits.frameBytes) this.#refuse(length);
    else this.#socket.write(...this.#framing.message(...pieces));
  }

  close(): void {
    if (this.#ended) return;
    this.#end();
    // A broker whose libzmq cannot tell it of our end hears of it in this way.
    this.#socket.write(...this.#framing.message(HANG_UP));
    this.#socket.finish(CLOSE_LINGER_MS);
  }

  limitFrames(bytes: number): void {
    this.#socket.limitFrames(bytes);
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  reuse(frame: Uint8Array): void {
    this.#socket.reuse(frame);
  }

  // ── The socket's events ────────────────────────────────────────────────────────────────────────────────────────────

  onOpen(): void {}

  onFrame(frame: Frame): void {
    const opened = this.#framing.open(frame);
    this.#heartbeat?.heard();
    if (opened !== undefined) this.#take(opened);
  }

  #take({ isCommand, body }: Frame): void {
    if (isCommand) this.#obey(body);
    else if (body.length === 0) this.#goDown(CLOSED_THERE);
    else this.#events.onFrame(body);
  }

  onFault(reason: string): void {
    this.#goDown(`the other side broke the rules of ZeroMQ: ${reason}`);
  }

  onEnd(code: string | undefined): void {
    this.#goDown(code === undefined ? LOST : `${LOST} (${code})`);
  }

  #obey(body: Buffer): void {
    const { name, rest } = readCommand(body);
    if (name === 'PING') this.#answer(rest);
    else if (name === 'ERROR') this.#goDown(`the other side ended the connection: ${JSON.stringify(reasonIn(rest))}`);
    // A PONG has been heard, which was its purpose. What a later ZMTP adds is not for us.
  }

  #answer(rest: Buffer): void {
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    this.#socket.writeThen(Buffer.concat(this.#framing.command(pongFor(rest))), () => {
      this.#isAnswering = false;
    });
  }

  /** No receiver would take a frame so long: what was sent before it leaves, nothing after it, and the link ends. */
  #refuse(bytes: number): void {
    this.#hasRefused = true;
    const reason = `a frame of ${bytes} bytes exceeds the limit of ${limits.frameBytes}`;
    // The owner is not to be called from within its own send.
    setImmediate(() => {
      if (this.#ended) return;
      this.#end();
      this.#socket.finish(CLOSE_LINGER_MS);
      this.#events.onDown(reason);
    });
  }

  #goDown(reason: string): void {
    if (this.#ended) return;
    this.#end();
    this.#socket.destroy();
    this.#events.onDown(reason);
  }

  #end(): void {
    this.#ended = true;
    this.#heartbeat?.stop();
    this.#onEnded();
  }
}
