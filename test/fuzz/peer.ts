import { limits } from '../../protocol/limits.js';
import type { BrokerMessage, Welcome } from '../../protocol/messages.js';
import { PROTOCOL_NAME } from '../../protocol/version.js';
import type { Broker } from '../../src/broker/broker.js';
import type { Grace } from '../../src/broker/grace.js';
import { wholeOf } from '../../src/transport/pieces.js';
import type { HostLink, LinkEvents } from '../../src/transport/transport.js';
import { decodeBrokerPacket, decodeHandshake, prove } from '../../src/wire/index.js';
import { bin, bytesOf, type Item, lengthOf, map } from './item.js';

const NONCE = bin(new Uint8Array(32).fill(7));

/** What a broker said that nobody may hear, or a client cannot read. */
export class Broken extends Error {}

/** One end of a link, in the same call: whatever the broker answers is here when `send` returns. */
export class Peer {
  readonly #broker: Broker;
  readonly #grace: Grace;
  /** Who it says to be; `undefined` for the owner. */
  readonly #principal: string | undefined;
  #events: LinkEvents | undefined;
  #hello: Uint8Array = new Uint8Array();
  #challenge: Uint8Array = new Uint8Array();
  /** What it has of its session, also while its link is down. */
  welcome: Welcome | undefined;
  isInside = false;
  /** The number of its next message. */
  next = 1;
  /** The last message that it has of the broker's stream. */
  heard = 0;
  readonly sent: Uint8Array[] = [];
  /** What came since this was emptied. */
  readonly messages: BrokerMessage[] = [];
  /** Codes and sentences of refusals. */
  readonly refusals: [code: string, message: string][] = [];

  constructor(broker: Broker, grace: Grace, principal?: string) {
    this.#broker = broker;
    this.#grace = grace;
    this.#principal = principal;
  }

  get isUp(): boolean {
    return this.#events !== undefined;
  }

  send(frame: Uint8Array): void {
    // No transport delivers such a frame.
    if (frame.length === 0 || frame.length > limits.frameBytes) return;
    this.sent.push(frame);
    this.#link().onFrame(frame);
  }

  cut(): void {
    const events = this.#events;
    this.#hangUp();
    events?.onDown('the wire was cut');
  }

  // ── The handshake ──────────────────────────────────────────────────────────────────────────────────────────────────

  hello(instead: Readonly<Record<string, Item>> = {}): void {
    const principal = this.#principal === undefined ? {} : { principal: this.#principal };
    const usual = { protocol: PROTOCOL_NAME, versions: [1, 1], nonce: NONCE, client: 'fuzz', ...principal };
    this.#hello = bytesOf(['hello', map({ ...usual, ...instead })]);
    this.send(this.#hello);
  }

  proof(key: Uint8Array, purpose: 'client' | 'resume' = 'client'): Item {
    return bin(prove(key, purpose, this.#hello, this.#challenge));
  }

  authenticate(body: Readonly<Record<string, Item>>): void {
    this.send(bytesOf(['authenticate', map(body)]));
  }

  enter(authkey: Uint8Array): void {
    this.cut();
    this.hello();
    this.authenticate({ proof: this.proof(authkey) });
  }

  // ── Packets ────────────────────────────────────────────────────────────────────────────────────────────────────────

  say(messages: readonly Item[], first: Item = this.next, received: Item = this.heard): void {
    this.next += lengthOf(messages);
    this.send(bytesOf([first, received, messages]));
  }

  #link(): LinkEvents {
    this.#events ??= this.#broker.accept(this.#hostLink(), this.#grace, 'memory://fuzz');
    return this.#events;
  }

  /** The broker's end. It takes no notice of a link that was given up since. */
  #hostLink(): HostLink {
    let isClosed = false;
    const isCurrent = () => !isClosed && this.#current === link;
    const link: HostLink = {
      send: (...pieces) => {
        if (isCurrent()) this.#hear(wholeOf(pieces));
      },
      limitFrames: () => {},
      close: () => {
        if (isCurrent()) this.#hangUp();
        isClosed = true;
      },
    };
    this.#current = link;
    return link;
  }

  #current: HostLink | undefined;

  #hangUp(): void {
    this.#events = undefined;
    this.#current = undefined;
    this.isInside = false;
  }

  #hear(frame: Uint8Array): void {
    if (this.isInside) this.#hearPacket(frame);
    else this.#hearHandshake(frame);
  }

  #hearPacket(frame: Uint8Array): void {
    const [first, , messages] = decodeBrokerPacket(frame);
    if (messages.length > 0 && first > this.heard + 1)
      throw new Broken(`message ${first} follows message ${this.heard}`);
    const fresh = messages.slice(Math.max(0, this.heard + 1 - first));
    this.heard += fresh.length;
    for (const message of fresh) this.messages.push(message);
  }

  #hearHandshake(frame: Uint8Array): void {
    const [name, body] = decodeHandshake(frame);
    if (name === 'challenge') this.#challenge = frame;
    else if (name === 'refused') this.refusals.push([body.code, body.message]);
    else if (name === 'welcome') this.#settle(body);
  }

  #settle(welcome: Welcome): void {
    this.isInside = true;
    if (welcome.session !== this.welcome?.session) [this.next, this.heard] = [1, 0];
    this.welcome = { ...welcome, secret: Uint8Array.from(welcome.secret) };
    if (welcome.resumed) this.next = welcome.received + 1;
  }
}
