import { toZ85 } from '../../keys/z85.js';
import type { RefusedPeer } from '../transport.js';
import { receiveFrom, ZapSocket } from './sockets.js';

/** Where the parts of a request stand (ZAP, RFC 27). */
const REQUEST_ID = 1;
const DOMAIN = 2;
const PEER = 3;
const MECHANISM = 5;
const KEY = 6;

/** Words of ZAP. */
const VERSION = '1.0';
const LET_IN = '200';
const TURNED_AWAY = '400';

/** What the gate knows of a listener. Neither function throws. */
export interface Door {
  allows(publicKey: string): boolean;
  onRefused(refused: Omit<RefusedPeer, 'address'>): void;
}

/**
 * Decides who comes in at listeners that speak CURVE. libzmq asks it once a client has proved to own its key, and knows of
 * only one for all sockets of a context: it is there while any listener is, and no longer.
 */
export class Gate {
  readonly #doors = new Map<string, Door>();
  #count = 0;
  #socket: ZapSocket | undefined;
  /** To open and to close the socket takes a moment; what is wanted meanwhile comes after. */
  #turn: Promise<void> = Promise.resolve();

  /** From now on who knocks is asked about; gives the domain under which libzmq is to ask. */
  async open(door: Door): Promise<string> {
    const domain = `holdall-${this.#count++}`;
    this.#doors.set(domain, door);
    try {
      await this.#settle();
    } catch (error) {
      this.#doors.delete(domain);
      throw error;
    }
    return domain;
  }

  async close(domain: string): Promise<void> {
    this.#doors.delete(domain);
    await this.#settle();
  }

  /** There is a socket where there are doors. */
  #settle(): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#doors.size > 0) await this.#begin();
      else await this.#end();
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #begin(): Promise<void> {
    if (this.#socket !== undefined) return;
    const socket = new ZapSocket();
    await socket.bind(ZapSocket.endpoint);
    this.#socket = socket;
    void this.#answerAll(socket);
  }

  /** A socket that only closes gives its place free some time later. */
  async #end(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    await socket?.unbind(ZapSocket.endpoint);
    socket?.close();
  }

  async #answerAll(socket: ZapSocket): Promise<void> {
    while (!socket.closed) {
      const request = await receiveFrom(socket);
      if (!socket.closed && request.length > 0) await socket.send(this.#answerTo(request));
    }
  }

  #answerTo(request: readonly Buffer[]): (string | Buffer)[] {
    const status = this.#letsIn(request) ? LET_IN : TURNED_AWAY;
    const [userId, metadata] = ['', ''];
    return [VERSION, request[REQUEST_ID] ?? '', status, '', userId, metadata];
  }

  #letsIn(request: readonly Buffer[]): boolean {
    const door = this.#doors.get(String(request[DOMAIN]));
    const key = request[KEY];
    if (door === undefined || key === undefined || String(request[MECHANISM]) !== 'CURVE') return false;
    const publicKey = toZ85(key);
    if (door.allows(publicKey)) return true;
    door.onRefused({ reason: 'its key is none of those that may come in', peer: String(request[PEER]), publicKey });
    return false;
  }
}

/** One for the one context. */
export const gate = new Gate();
