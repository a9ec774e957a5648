import { randomBytes } from 'node:crypto';
import { type ClientKeys, keyBytes } from '../../../keys/keys.js';
import { KEY_BYTES, type KeyPairBytes, randomKeyPair } from '../../../keys/x25519.js';
import { greetingFor } from '../../greeting.js';
import type { ClientHandshake, ClientMechanism } from '../client-mechanism.js';
import { checkMetadata, metadataOf, named, readCommand, unexpected } from '../commands.js';
import { commandFrame, ZmtpFault } from '../frames.js';
import type { Framing } from '../framing.js';
import { BOX_OVERHEAD_BYTES, Boxes } from './boxes.js';
import { BoxedFraming } from './framing.js';
import { COUNTER_BYTES, counterIn, nonceOf, OwnNonces, TheirNonces } from './nonces.js';

const COOKIE_BYTES = 96;
const RANDOM_NONCE_BYTES = 16;
const WELCOME_BYTES = RANDOM_NONCE_BYTES + KEY_BYTES + COOKIE_BYTES + BOX_OVERHEAD_BYTES;

/** The version of CurveZMQ, then zeros: who sends a HELLO sends no less than it gets, so that nobody is flooded with answers. */
const HELLO_HEAD = Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(72)]);
const HELLO_CONTENT = Buffer.alloc(64);

/**
 * CurveZMQ (RFC 26), the client's side: two pairs of keys for each side, the lasting ones that prove who is there, and
 * short-term ones that encrypt and are forgotten with the connection, so that nobody who gets hold of the lasting ones
 * later can read what was said.
 *
 * ```
 * client                                        broker
 *   | HELLO    our short-term key, and a box ----> |  only who has the broker's key can open it
 *   | <---- WELCOME  its short-term key, a cookie  |  keeps nothing of us until it has the cookie back
 *   | INITIATE the cookie, our lasting key ------> |  a box in the box proves that we own it
 *   | <---------------------------------- READY    |  the gate lets us in
 *   | MESSAGE <----------------------------------> |  every frame in a box, with a number that only grows
 * ```
 */
export class CurveMechanism implements ClientMechanism {
  readonly name = 'CURVE';
  readonly publicKey: string;
  readonly #own: KeyPairBytes;
  readonly #serverKey: Uint8Array;

  constructor({ publicKey, secretKey, serverKey }: ClientKeys) {
    this.publicKey = publicKey;
    this.#own = { publicKey: keyBytes(publicKey, 'publicKey'), secretKey: keyBytes(secretKey, 'secretKey') };
    this.#serverKey = keyBytes(serverKey, 'serverKey');
  }

  begin(): ClientHandshake {
    return new CurveHandshake(this.#own, this.#serverKey);
  }
}

class CurveHandshake implements ClientHandshake {
  readonly opening: readonly Uint8Array[];
  readonly #own: KeyPairBytes;
  readonly #serverKey: Uint8Array;
  readonly #shortTerm = randomKeyPair();
  readonly #nonces = new OwnNonces();
  /** Between our short-term key and the broker's lasting one. */
  readonly #greetings: Boxes;
  /** Between the short-term keys, once we have both. */
  #boxes: Boxes | undefined;

  constructor(own: KeyPairBytes, serverKey: Uint8Array) {
    this.#own = own;
    this.#serverKey = serverKey;
    this.#greetings = new Boxes(this.#shortTerm.secretKey, serverKey);
    this.opening = [greetingFor('CURVE'), commandFrame(this.#hello())];
  }

  hear(command: Buffer): { answer: Uint8Array } | { framing: Framing } {
    const { name, rest } = readCommand(command);
    if (this.#boxes !== undefined) return { framing: this.#ready(this.#boxes, name, rest) };
    return { answer: commandFrame(this.#initiate(name, rest)) };
  }

  #hello(): Uint8Array {
    const nonce = this.#nonces.next('CurveZMQHELLO---');
    const box = this.#greetings.seal(nonce, HELLO_CONTENT);
    return Buffer.concat([named('HELLO'), HELLO_HEAD, this.#shortTerm.publicKey, counterIn(nonce), box]);
  }

  #initiate(name: string, rest: Buffer): Uint8Array {
    if (name !== 'WELCOME' || rest.length !== WELCOME_BYTES) throw new ZmtpFault(unexpected(name, rest, 'WELCOME'));
    const nonce = nonceOf('WELCOME-', rest.subarray(0, RANDOM_NONCE_BYTES));
    const content = this.#greetings.open(nonce, rest.subarray(RANDOM_NONCE_BYTES));
    const theirShortTerm = content.subarray(0, KEY_BYTES);
    const cookie = content.subarray(KEY_BYTES);
    this.#boxes = new Boxes(this.#shortTerm.secretKey, theirShortTerm);
    const ownNonce = this.#nonces.next('CurveZMQINITIATE');
    const box = this.#boxes.seal(ownNonce, Buffer.concat([this.#vouch(theirShortTerm), metadataOf('DEALER')]));
    return Buffer.concat([named('INITIATE'), cookie, counterIn(ownNonce), box]);
  }

  /** Our lasting key, and the proof that the short-term one is ours too, for this broker alone. */
  #vouch(theirShortTerm: Uint8Array): Uint8Array {
    const random = randomBytes(RANDOM_NONCE_BYTES);
    const content = Buffer.concat([this.#shortTerm.publicKey, this.#serverKey]);
    const box = new Boxes(this.#own.secretKey, theirShortTerm).seal(nonceOf('VOUCH---', random), content);
    return Buffer.concat([this.#own.publicKey, random, box]);
  }

  #ready(boxes: Boxes, name: string, rest: Buffer): Framing {
    if (name !== 'READY' || rest.length < COUNTER_BYTES) throw new ZmtpFault(unexpected(name, rest, 'READY'));
    const theirNonces = new TheirNonces();
    const nonce = theirNonces.next('CurveZMQREADY---', rest.subarray(0, COUNTER_BYTES));
    checkMetadata(boxes.open(nonce, rest.subarray(COUNTER_BYTES)), 'DEALER');
    return new BoxedFraming(boxes, this.#nonces, theirNonces);
  }
}
