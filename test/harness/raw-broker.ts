import type { BrokerMessage, ClientMessage, Packet } from '../../protocol/messages.js';
import { transportFor } from '../../src/transport/index.js';
import type { Link, LinkEvents, Listener } from '../../src/transport/transport.js';
import {
  decodeClientPacket,
  decodeHandshake,
  encodeHandshake,
  prove,
  randomId,
  randomSecret,
} from '../../src/wire/index.js';
import { packetFrame } from './packet-frame.js';

/** A broker's end that lets every client in and says whatever a test wants. */
export class RawBroker implements LinkEvents {
  /** What came after the handshake. */
  readonly packets: Packet<ClientMessage>[] = [];
  readonly #authkey: Uint8Array;
  #listener!: Listener;
  #link!: Link;
  #hello: Uint8Array = new Uint8Array();
  #challenge: Uint8Array = new Uint8Array();
  #onPacket: () => void = () => {};

  private constructor(authkey: string) {
    this.#authkey = Buffer.from(authkey);
  }

  static async listen(address: string, authkey: string): Promise<RawBroker> {
    const broker = new RawBroker(authkey);
    broker.#listener = await transportFor(address).listen(address, (link) => {
      broker.#link = link;
      return broker;
    });
    return broker;
  }

  onFrame(frame: Uint8Array): void {
    if (this.#hello.length === 0) {
      this.#hello = frame;
      this.#challenge = encodeHandshake('challenge', { version: 1, nonce: randomSecret() });
      this.#link.send(this.#challenge);
    } else if (this.#challenge.length > 0) {
      this.#welcome(frame);
    } else {
      this.packets.push(decodeClientPacket(frame));
      this.#onPacket();
    }
  }

  onDown(): void {}

  #welcome(authenticate: Uint8Array): void {
    decodeHandshake(authenticate);
    const proof = prove(this.#authkey, 'broker', this.#hello, this.#challenge, authenticate);
    const [broker, session, secret] = [randomId(), randomId(), randomSecret()];
    this.#link.send(
      encodeHandshake('welcome', { proof, broker, session, secret, graceMs: 0, resumed: false, received: 0 }),
    );
    this.#challenge = new Uint8Array();
  }

  /** Resolves when `count` packets have come. */
  async received(count: number): Promise<readonly Packet<ClientMessage>[]> {
    while (this.packets.length < count) await new Promise<void>((resolve) => (this.#onPacket = resolve));
    return this.packets;
  }

  say(first: number, received: number, messages: readonly BrokerMessage[]): void {
    this.send(packetFrame([first, received, messages]));
  }

  send(frame: Uint8Array): void {
    this.#link.send(frame);
  }

  hangUp(): void {
    this.#link.close();
  }

  close(): Promise<void> {
    return this.#listener.close();
  }
}
