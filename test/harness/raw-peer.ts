import type { Authenticate, BrokerMessage, Hello, Packet, Welcome } from '../../protocol/messages.js';
import { PROTOCOL_NAME, SUPPORTED_VERSIONS } from '../../protocol/version.js';
import { transportFor } from '../../src/transport/index.js';
import type { ClientLink, LinkEvents } from '../../src/transport/transport.js';
import { decodeBrokerPacket, decodeHandshake, encodeHandshake, prove, randomSecret } from '../../src/wire/index.js';
import { packetFrame } from './packet-frame.js';

/** One end of a link that says whatever a test wants, and notes what it hears. */
export class RawPeer implements LinkEvents {
  #link!: ClientLink;
  readonly #frames: Uint8Array[] = [];
  #wake: () => void = () => {};
  #isDown = false;
  /** Resolves when the other side has ended the link. */
  readonly down: Promise<void>;
  #goDown: () => void = () => {};
  #hello: Uint8Array = new Uint8Array();
  #challenge: Uint8Array = new Uint8Array();

  private constructor() {
    this.down = new Promise((resolve) => (this.#goDown = resolve));
  }

  static async connect(address: string): Promise<RawPeer> {
    const peer = new RawPeer();
    peer.#link = await transportFor(address).connect(address, peer, 10_000);
    return peer;
  }

  onFrame(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#wake();
  }

  onDown(): void {
    this.#isDown = true;
    this.#goDown();
    this.#wake();
  }

  send(frame: Uint8Array): void {
    this.#link.send(frame);
  }

  close(): void {
    this.#link.close();
  }

  /** The next frame; rejects when the link ends before one comes. */
  async frame(): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) return frame;
      if (this.#isDown) throw new Error('the link is down, and no frame came before that');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Why the broker refuses us, if that is what comes next. */
  async refusal(): Promise<string> {
    const [name, body] = decodeHandshake(await this.frame());
    return name === 'refused' ? body.code : `not refused but ${name}`;
  }

  async packet(): Promise<Packet<BrokerMessage>> {
    return decodeBrokerPacket(await this.frame());
  }

  /** Those of the next packet that has any: a bare acknowledgement may come before it at any time. */
  async messages(): Promise<readonly BrokerMessage[]> {
    for (;;) {
      const [, , messages] = await this.packet();
      if (messages.length > 0) return messages;
    }
  }

  // ── The handshake, step by step ────────────────────────────────────────────────────────────────────────────────────

  hello(different: Partial<Hello> = {}): void {
    const nonce = randomSecret();
    const hello = { protocol: PROTOCOL_NAME, versions: SUPPORTED_VERSIONS, nonce, client: 'a test', ...different };
    this.#hello = encodeHandshake('hello', hello);
    this.send(this.#hello);
  }

  async challenged(): Promise<void> {
    this.#challenge = await this.frame();
    const [name] = decodeHandshake(this.#challenge);
    if (name !== 'challenge') throw new Error(`the broker sent ${name}`);
  }

  proof(key: Uint8Array, purpose: 'client' | 'resume' = 'client'): Uint8Array {
    return prove(key, purpose, this.#hello, this.#challenge);
  }

  authenticate(body: Authenticate): void {
    this.send(encodeHandshake('authenticate', body));
  }

  /** The whole handshake; from here on packets may follow. */
  async enter(authkey: string, who: Partial<Hello> = {}): Promise<Welcome> {
    this.hello(who);
    await this.challenged();
    this.authenticate({ proof: this.proof(Buffer.from(authkey)) });
    const [name, body] = decodeHandshake(await this.frame());
    if (name !== 'welcome') throw new Error(`the broker sent ${name}: ${JSON.stringify(body)}`);
    return body;
  }

  /** The whole handshake to go on with a session; the broker's last word in it. */
  async resume(
    authkey: string,
    { session, secret }: Welcome,
    received = 0,
    who: Partial<Hello> = {},
  ): Promise<ReturnType<typeof decodeHandshake>> {
    this.hello(who);
    await this.challenged();
    const resume = { session, proof: this.proof(secret, 'resume'), received };
    this.authenticate({ proof: this.proof(Buffer.from(authkey)), resume });
    return decodeHandshake(await this.frame());
  }

  /** Sends a packet of whatever content. */
  say(first: number, received: number, messages: readonly unknown[]): void {
    this.send(packetFrame([first, received, messages as never]));
  }
}
