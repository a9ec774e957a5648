/** Ids and proofs: what the handshake computes over its frames. PROTOCOL.md, "Handshake". */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ArgumentError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import { describe } from './refusals.js';

/** Bytes of a nonce, a proof and a resume secret. */
export const SECRET_BYTES = 32;

/** The shortest authkey that is taken, in bytes: a key that can be guessed from a recorded handshake protects nothing. */
const MIN_AUTHKEY_BYTES = 16;

const ID_BYTES = 16;
const RANDOM_BYTES = 256 * ID_BYTES;

/** Who proves what: a proof for one purpose is none for another. */
export type Purpose = 'client' | 'broker' | 'resume';

/** Random bytes that were not used yet, for many ids: to ask the system for those of each takes most of what an id costs. */
let random = Buffer.alloc(0);
let randomUsed = 0;

/** An id that nobody else will ever choose and nobody can guess. */
export function randomId(): Id {
  if (randomUsed === random.length) {
    random = randomBytes(RANDOM_BYTES);
    randomUsed = 0;
  }
  const id = random.toString('base64url', randomUsed, randomUsed + ID_BYTES);
  // Whoever gets to read our memory is not to read ids that were given out.
  random.fill(0, randomUsed, randomUsed + ID_BYTES);
  randomUsed += ID_BYTES;
  return id;
}

/** The id of the `number`th object that object `parent` makes. Only who knows the broker's secret can tell it beforehand. */
export function derivedId(secret: Uint8Array, parent: Id, number: number): Id {
  const digest = createHmac('sha256', secret).update(`holdall child\0${parent}\0${number}`, 'latin1').digest();
  return digest.subarray(0, ID_BYTES).toString('base64url');
}

export function randomSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/**
 * HMAC-SHA-256, under `key`, of the purpose and the handshake's frames so far, byte for byte as they travelled. Each
 * frame is preceded by its length, so that no other split of the same bytes gives the same proof.
 */
export function prove(key: Uint8Array, purpose: Purpose, ...frames: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('sha256', key).update(`holdall ${purpose}\0`, 'latin1');
  const length = Buffer.alloc(4);
  for (const frame of frames) {
    length.writeUInt32BE(frame.length);
    hmac.update(length).update(frame);
  }
  return hmac.digest();
}

/** Whether two proofs are equal, in a time that does not tell where they differ. */
export function sameProof(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * An authkey as its bytes. A string stands for its UTF-8 without white space at its ends, so that the text of a key file
 * is the key, with or without its last line break. Throws `ArgumentError` for one that is too short.
 */
export function authkeyBytes(authkey: string | Uint8Array): Uint8Array {
  if (typeof authkey !== 'string' && !(authkey instanceof Uint8Array)) {
    throw new ArgumentError(`the authkey must be a string or bytes; it is ${describe(authkey)}`);
  }
  const bytes = typeof authkey === 'string' ? Buffer.from(authkey.trim(), 'utf8') : authkey;
  if (bytes.length < MIN_AUTHKEY_BYTES) {
    throw new ArgumentError(
      `the authkey has ${bytes.length} bytes; it must have ${MIN_AUTHKEY_BYTES} or more: \`openssl rand -hex 32\` makes a good one`,
    );
  }
  return bytes;
}
