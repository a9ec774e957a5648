import { createServer, type Server, type Socket } from 'node:net';
import { ConnectError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { codeOf } from '../refusal.js';
import type { Listener, OnLink } from '../transport.js';
import { checkReady, readCommand, readyAs } from './commands.js';
import { commandFrame, type Frame } from './frames.js';
import { greeting } from './greeting.js';
import { ZmtpLink } from './link.js';
import { type SocketEvents, ZmtpSocket } from './socket.js';

/** All links of one socket file: what a Router of libzmq is to its Dealers, over a server of Node's own. */
export class ZmtpListener implements Listener {
  readonly address: string;
  /** The kernel reports every end of a local socket. */
  readonly breakable = false;
  readonly #server: Server;
  readonly #onLink: OnLink;
  readonly #links = new Set<ZmtpLink>();
  /** Those that have not shaken hands. */
  readonly #visitors = new Set<Visitor>();
  #closing: Promise<void> | undefined;

  /** Rejects with `ConnectError` when the path cannot be had. Whether somebody else serves it is for the caller to see. */
  static async open(path: string, onLink: OnLink): Promise<ZmtpListener> {
    const listener = new ZmtpListener(path, onLink);
    await listener.#listen(path);
    return listener;
  }

  private constructor(path: string, onLink: OnLink) {
    this.address = `ipc://${path}`;
    this.#onLink = onLink;
    this.#server = createServer((socket) => this.#receive(socket));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #listen(path: string): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(path, () => {
          this.#server.off('error', reject);
          resolve();
        });
      });
    } catch (cause) {
      throw new ConnectError(`cannot listen at ${this.address}: ${codeOf(cause)}`, { cause });
    }
    // Without a descriptor left for a guest it is refused; that is no reason to end.
    this.#server.on('error', () => {});
  }

  /** The file goes first, and in the same moment: while it is there, nobody takes the path for free. */
  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const visitor of this.#visitors) visitor.dismiss();
    for (const link of this.#links) link.close();
    await closed;
  }

  #receive(socket: Socket): void {
    const visitor: Visitor = new Visitor(socket, (ready) => {
      this.#visitors.delete(visitor);
      if (ready) this.#welcome(ready);
    });
    this.#visitors.add(visitor);
  }

  #welcome(socket: ZmtpSocket): void {
    const link: ZmtpLink = new ZmtpLink(socket, false, () => this.#links.delete(link));
    this.#links.add(link);
    link.begin(this.#onLink(link, this));
  }
}

/** A connection that has not shaken hands yet. */
class Visitor implements SocketEvents {
  readonly #socket: ZmtpSocket;
  readonly #onOutcome: (ready: ZmtpSocket | undefined) => void;
  readonly #timer: NodeJS.Timeout;

  /** `onOutcome` is called once: with the socket when it has shaken hands, and paused; without when it never will. */
  constructor(socket: Socket, onOutcome: (ready: ZmtpSocket | undefined) => void) {
    this.#onOutcome = onOutcome;
    this.#timer = setTimeout(() => this.dismiss(), limits.handshakeMs);
    this.#socket = ZmtpSocket.accepted(socket, this);
    this.#socket.write(greeting, commandFrame(readyAs('ROUTER')));
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
