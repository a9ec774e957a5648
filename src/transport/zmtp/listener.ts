import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rename } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { ConnectError } from '../../../protocol/errors.js';
import type { BusyPolling } from '../../busy-poll.js';
import { greetingFor } from '../greeting.js';
import { codeOf } from '../refusal.js';
import type { Listener, OnLink, Visits } from '../transport.js';
import { checkReady, readCommand, readyAs } from './commands.js';
import { commandFrame, type Frame } from './frames.js';
import { ZmtpLink } from './link.js';
import { type SocketEvents, ZmtpSocket } from './socket.js';

/** Programs of a large pool connect all at once. A Unix socket whose backlog is full refuses, it does not let wait. */
const BACKLOG = 4_096;

export interface ListenerSettings {
  readonly path: string;
  /** Of the socket file, from before it has its name. */
  readonly mode: number;
  /** Removes the socket file, if it is still that of this listener. */
  readonly removeFile: () => Promise<void>;
  readonly polling: BusyPolling;
  readonly visits: () => Visits;
}

/** All links of one socket file: what a Router of libzmq is to its Dealers, over a server of Node's own. */
export class ZmtpListener implements Listener {
  readonly address: string;
  /** The kernel reports every end of a local socket. */
  readonly breakable = false;
  readonly #server: Server;
  readonly #onLink: OnLink;
  readonly #settings: ListenerSettings;
  readonly #links = new Set<ZmtpLink>();
  /** Those that have not shaken hands. */
  readonly #visitors = new Set<Visitor>();
  /** The socket file has its mode; before, whoever finds the way in is sent away. */
  #isOpen = false;
  #closing: Promise<void> | undefined;

  /** Rejects with `ConnectError` when the path cannot be had. Whether somebody else serves it is for the caller to see. */
  static async open(settings: ListenerSettings, onLink: OnLink): Promise<ZmtpListener> {
    const listener = new ZmtpListener(settings, onLink);
    await listener.#listen();
    return listener;
  }

  private constructor(settings: ListenerSettings, onLink: OnLink) {
    this.address = `ipc://${settings.path}`;
    this.#settings = settings;
    this.#onLink = onLink;
    this.#server = createServer((socket) => this.#receive(socket));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Node removes a server's file when it closes, whoever made it: so this one gets its name only when it is there. */
  async #listen(): Promise<void> {
    const { path, mode } = this.#settings;
    const birthName = birthNameOf(path);
    try {
      await once(this.#server.listen({ path: birthName, backlog: BACKLOG }), 'listening');
      await chmod(birthName, mode);
      await this.#sendAwayWhoWasEarly(birthName);
      this.#isOpen = true;
      await rename(birthName, path);
    } catch (cause) {
      this.#server.close();
      throw new ConnectError(`cannot listen at ${this.address}: ${codeOf(cause)}`, { cause });
    }
    // Without a descriptor left for a guest it is refused; that is no reason to end.
    this.#server.on('error', () => {});
  }

  /**
   * The system makes the file with a mode of its own, and somebody may have come in before it got ours. They are taken in
   * order: once we were sent away ourselves, they all were.
   */
  #sendAwayWhoWasEarly(birthName: string): Promise<void> {
    return new Promise((resolve, reject) => {
      connect(birthName).on('error', reject).on('close', resolve).resume();
    });
  }

  /** The file goes first: another broker could take it for a left-over one, replace it, and then lose its own. */
  async #close(): Promise<void> {
    for (const visitor of this.#visitors) visitor.dismiss();
    for (const link of this.#links) link.close();
    await this.#settings.removeFile();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #receive(socket: Socket): void {
    if (!this.#isOpen || this.#closing !== undefined) {
      socket.destroy();
      return;
    }
    const { polling, visits } = this.#settings;
    const { strangers, handshakeMs } = visits();
    const visitor: Visitor = new Visitor(socket, polling, handshakeMs, (ready) => {
      this.#visitors.delete(visitor);
      if (ready) this.#welcome(ready, visitor.ageMs);
    });
    this.#visitors.add(visitor);
    for (const oldest of this.#visitors) {
      if (this.#visitors.size <= strangers) break;
      oldest.dismiss();
    }
  }

  #welcome(socket: ZmtpSocket, ageMs: number): void {
    const link: ZmtpLink = new ZmtpLink(socket, {
      hasHeartbeat: false,
      onEnded: () => this.#links.delete(link),
      ageMs,
    });
    this.#links.add(link);
    link.begin(this.#onLink(link, this));
  }
}

/** In the same directory, and no longer than the path where that has a name of three characters or more. */
function birthNameOf(path: string): string {
  const length = Math.min(8, Math.max(2, basename(path).length - 1));
  return join(dirname(path), `.${randomBytes(length).toString('hex').slice(0, length)}`);
}

/** A connection that has not shaken hands yet. */
class Visitor implements SocketEvents {
  readonly #socket: ZmtpSocket;
  readonly #onOutcome: (ready: ZmtpSocket | undefined) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #since = performance.now();

  /** `onOutcome` is called once: with the socket when it has shaken hands, and paused; without when it never will. */
  constructor(
    socket: Socket,
    polling: BusyPolling,
    handshakeMs: number,
    onOutcome: (ready: ZmtpSocket | undefined) => void,
  ) {
    this.#onOutcome = onOutcome;
    this.#timer = setTimeout(() => this.dismiss(), handshakeMs);
    this.#socket = ZmtpSocket.accepted(socket, this, polling);
    this.#socket.write(greetingFor('NULL'), commandFrame(readyAs('ROUTER')));
  }

  get ageMs(): number {
    return performance.now() - this.#since;
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.#socket.destroy();
    this.#onOutcome(undefined);
  }

  onOpen(): void {}

  onFrame({ body }: Frame): void {
    checkReady(readCommand(body), 'ROUTER');
    clearTimeout(this.#timer);
    this.#socket.pause();
    this.#onOutcome(this.#socket);
  }

  onFault(): void {
    this.dismiss();
  }

  onEnd(): void {
    this.dismiss();
  }
}
