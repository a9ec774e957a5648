import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { BusyPolling } from '../../busy-poll.js';
import { socketTarget } from '../endpoint.js';
import type { Mechanism } from '../greeting.js';
import { codeOf } from '../refusal.js';
import { type Frame, FrameReader, ZmtpFault } from './frames.js';

/** What one read of the system can bring. The memory stays with the socket: small frames are copied out of it. */
const READ_BYTES = 131_072;

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
  readonly #reader: FrameReader;
  readonly #polling: BusyPolling;
  #events: SocketEvents;
  #isPaused = false;
  /** Nothing that still comes is told to anybody. */
  #isDeaf = false;
  /** What was written in this turn, to leave at its end: to hold it here costs each frame less than the socket's own cork. */
  #written: Uint8Array[] = [];
  /** What a read brought is being handed on; what is written meanwhile leaves when that is done. */
  #isReading = false;
  /** Somebody waits for what the socket will bring. */
  #isAwaited = true;

  /** One that connects to an endpoint, from now on. */
  static connecting(
    endpoint: string,
    events: SocketEvents,
    polling: BusyPolling,
    mechanism: Mechanism = 'NULL',
  ): ZmtpSocket {
    const chunk = Buffer.allocUnsafeSlow(READ_BYTES);
    const reader = new FrameReader(mechanism);
    // Its types know of `onread` in another place only. Nothing is read before there is a connection.
    const options: SocketConstructorOpts & ConnectOpts = {
      onread: {
        buffer: () => reader.room ?? chunk,
        callback: (bytes, memory) => connection.#readInto(memory, bytes, chunk),
      },
    };
    const socket = new Socket(options);
    const connection = new ZmtpSocket(socket, events, polling, reader);
    // Node takes no heed of the option of the same name in `connect`.
    socket.setNoDelay(true);
    socket.connect(socketTarget(endpoint));
    return connection;
  }

  /** One that a server has taken. */
  static accepted(socket: Socket, events: SocketEvents, polling: BusyPolling): ZmtpSocket {
    const connection = new ZmtpSocket(socket, events, polling, new FrameReader());
    socket.on('data', (piece) => {
      if (!connection.#read(piece)) socket.pause();
    });
    return connection;
  }

  private constructor(socket: Socket, events: SocketEvents, polling: BusyPolling, reader: FrameReader) {
    this.#socket = socket;
    this.#reader = reader;
    this.#events = events;
    this.#polling = polling;
    readToTheEnd(socket);
    socket.once('connect', () => this.#tell(() => this.#events.onOpen()));
    socket.once('end', () => this.#tell(() => this.#events.onEnd(undefined)));
    socket.on('error', (error) => this.#tell(() => this.#events.onEnd(codeOf(error))));
  }

  /** Everything written in one turn of the event loop leaves as one. Pieces belong to the socket from now on. */
  write(...pieces: readonly Uint8Array[]): void {
    if (this.#written.length === 0 && !this.#isReading) process.nextTick(this.#leaveAtEnd);
    for (const piece of pieces) this.#written.push(piece);
  }

  /** As `write`, at once; `onLeft` is called when the system has it. */
  writeThen(piece: Uint8Array, onLeft: () => void): void {
    this.#leave();
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

  /** Nobody needs the body of a frame any more. */
  reuse(body: Uint8Array): void {
    this.#reader.reuse(body);
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
    this.#written = [];
    this.#socket.destroy();
  }

  /**
   * Lets what was written leave, for at most so long, and keeps the process until then. What still comes is read and
   * forgotten: over TCP, to close with unread bytes would take back what has left and not arrived.
   */
  finish(lingerMs: number): void {
    this.#isDeaf = true;
    this.#leave();
    const timer = setTimeout(() => this.#socket.destroy(), lingerMs);
    this.#socket.once('close', () => clearTimeout(timer));
    this.#socket.ref();
    this.#socket.resume();
    this.#socket.end();
  }

  readonly #leaveAtEnd = (): void => this.#leave();

  /** Hands what was written to the system, by one call of it. */
  #leave(): void {
    const pieces = this.#written;
    if (pieces.length === 0) return;
    this.#written = [];
    if (pieces.length === 1) {
      this.#socket.write(pieces[0] as Uint8Array);
    } else {
      this.#socket.cork();
      for (const piece of pieces) this.#socket.write(piece);
      this.#socket.uncork();
    }
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
    this.#isReading = true;
    try {
      return this.#handFramesOn();
    } finally {
      this.#isReading = false;
      this.#leave();
    }
  }

  /** The same of bytes that were read into the chunk, or else to where they belong. */
  #readInto(memory: Uint8Array, bytes: number, chunk: Buffer): boolean {
    if (memory === chunk) return this.#read(chunk.subarray(0, bytes));
    if (this.#isDeaf) return true;
    this.#polling.arrived();
    this.#reader.filled(bytes);
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
