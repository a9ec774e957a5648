import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { BusyPolling } from '../../busy-poll.js';
import { socketTarget } from '../endpoint.js';
import { codeOf } from '../refusal.js';
import { type Frame, FrameReader, ZmtpFault } from './frames.js';

/** What one read of the system can bring. The memory stays with the socket: frames are copied out of it. */
const READ_BYTES = 65_536;

/** Who hears of a socket. Never called from within a call of its functions. */
export interface SocketEvents {
  onOpen(): void;
  onFrame(frame: Frame): void;
  /** The other side broke the rules of ZMTP. Nothing more comes; the owner destroys the socket. */
  onFault(reason: string): void;
  /** The connection is over, and everything that it brought has been told. `code` where the system had a complaint. */
  onEnd(code: string | undefined): void;
}

/** A connection over which whole frames come and go. */
export class ZmtpSocket {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #polling: BusyPolling;
  #events: SocketEvents;
  #isPaused = false;
  /** Nothing that still comes is told to anybody. */
  #isDeaf = false;
  #isCorked = false;
  /** Somebody waits for what the socket will bring. */
  #isAwaited = true;

  /** One that connects to an endpoint, from now on. */
  static connecting(endpoint: string, events: SocketEvents, polling: BusyPolling): ZmtpSocket {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    let read: (piece: Buffer) => boolean = () => true;
    // Its types know of `onread` in another place only.
    const options: SocketConstructorOpts & ConnectOpts = {
      onread: { buffer, callback: (bytes) => read(buffer.subarray(0, bytes)) },
    };
    const socket = new Socket(options);
    const connection = new ZmtpSocket(socket, events, polling);
    read = (piece) => connection.#read(piece);
    // Node takes no heed of the option of the same name in `connect`.
    socket.setNoDelay(true);
    socket.connect(socketTarget(endpoint));
    return connection;
  }

  /** One that a server has taken. */
  static accepted(socket: Socket, events: SocketEvents, polling: BusyPolling): ZmtpSocket {
    const connection = new ZmtpSocket(socket, events, polling);
    socket.on('data', (piece) => {
      if (!connection.#read(piece)) socket.pause();
    });
    return connection;
  }

  private constructor(socket: Socket, events: SocketEvents, polling: BusyPolling) {
    this.#socket = socket;
    this.#events = events;
    this.#polling = polling;
    readToTheEnd(socket);
    socket.once('connect', () => this.#tell(() => this.#events.onOpen()));
    socket.once('end', () => this.#tell(() => this.#events.onEnd(undefined)));
    socket.on('error', (error) => this.#tell(() => this.#events.onEnd(codeOf(error))));
  }

  /** Everything written in one turn of the event loop leaves as one. Pieces belong to the socket from now on. */
  write(...pieces: readonly Uint8Array[]): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      process.nextTick(() => this.#uncork());
    }
    for (const piece of pieces) this.#socket.write(piece);
  }

  /** As `write`; `onLeft` is called when the system has it. */
  writeThen(piece: Uint8Array, onLeft: () => void): void {
    this.write();
    this.#socket.write(piece, onLeft);
  }

  /** To be called from within `onFrame`: the frames behind that one wait until `resume`. */
  pause(): void {
    this.#isPaused = true;
  }

  /** From now on `events` hears of the socket, first of the frames that waited. */
  resume(events: SocketEvents): void {
    this.#events = events;
    this.#isPaused = false;
    if (this.#handFramesOn()) this.#socket.resume();
  }

  /** Messages that come may be so long. */
  limitFrames(bytes: number): void {
    this.#reader.limit(bytes);
  }

  ref(): void {
    this.#isAwaited = true;
    this.#socket.ref();
  }

  unref(): void {
    this.#isAwaited = false;
    this.#socket.unref();
  }

  /** Drops the connection, and whatever has not left. */
  destroy(): void {
    this.#isDeaf = true;
    this.#socket.destroy();
  }

  /**
   * Lets what was written leave, for at most so long, and keeps the process until then. What still comes is read and
   * forgotten: over TCP, to close with unread bytes would take back what has left and not arrived.
   */
  finish(lingerMs: number): void {
    this.#isDeaf = true;
    const timer = setTimeout(() => this.#socket.destroy(), lingerMs);
    this.#socket.once('close', () => clearTimeout(timer));
    this.#socket.ref();
    this.#socket.resume();
    this.#socket.end();
  }

  #uncork(): void {
    this.#isCorked = false;
    this.#socket.uncork();
    if (this.#isAwaited) this.#polling.expect();
  }

  #tell(event: () => void): void {
    if (!this.#isDeaf) event();
  }

  /** Gives whether to go on reading. */
  #read(piece: Buffer): boolean {
    if (this.#isDeaf) return true;
    this.#polling.arrived();
    this.#reader.push(piece);
    return this.#handFramesOn();
  }

  /** Gives whether all frames that are there were handed on, so that the memory they lie in can be used again. */
  #handFramesOn(): boolean {
    try {
      while (!this.#isDeaf && !this.#isPaused) {
        const frame = this.#reader.next();
        if (frame === undefined) return true;
        this.#events.onFrame(frame);
      }
    } catch (error) {
      if (!(error instanceof ZmtpFault)) throw error;
      this.#events.onFault(error.message);
    }
    return this.#isDeaf;
  }
}

/**
 * Failed writes are no reason to stop reading. When the other side has said its last and closed, a write fails before that
 * last is read; Node would drop it unread. The end of the connection is found by reading.
 */
function readToTheEnd(socket: Socket): void {
  const { _write: write, _writev: writev } = socket;
  socket._write = (chunk, encoding, callback) => write.call(socket, chunk, encoding, () => callback());
  socket._writev = (chunks, callback) => writev?.call(socket, chunks, () => callback());
}
