import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa';
import { sharedSecret } from '../../../keys/x25519.js';
import { ZmtpFault } from '../frames.js';

/** How much longer a box is than what is in it. */
export const BOX_OVERHEAD_BYTES = 16;

/** Every nonce has so many bytes: a text that says what the box is for, then a number or random bytes. */
export const NONCE_BYTES = 24;

const SIGMA = words(Buffer.from('expand 32-byte k'));
const KEY_WORDS = 8;
const NO_INPUT = new Uint32Array(4);

/**
 * The boxes that two owners of keys can make and open for each other: NaCl's `crypto_box`, which is X25519, HSalsa20 and
 * XSalsa20-Poly1305. No nonce may be used for two boxes of the same keys.
 */
export class Boxes {
  readonly #key: Uint8Array;

  /** Throws `ZmtpFault` for a public key that no honest side has. */
  constructor(secretKey: Uint8Array, publicKey: Uint8Array) {
    const key = new Uint32Array(KEY_WORDS);
    hsalsa(SIGMA, words(secretOf(secretKey, publicKey)), NO_INPUT, key);
    this.#key = new Uint8Array(key.buffer);
  }

  seal(nonce: Uint8Array, content: Uint8Array): Uint8Array {
    return xsalsa20poly1305(this.#key, nonce).encrypt(content);
  }

  /** Throws `ZmtpFault` where the box was not made with the same keys and nonce, or was changed on its way. */
  open(nonce: Uint8Array, box: Uint8Array): Buffer {
    try {
      const { buffer, byteOffset, byteLength } = xsalsa20poly1305(this.#key, nonce).decrypt(box);
      return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    } catch {
      throw new ZmtpFault('an encrypted box does not open');
    }
  }
}

function secretOf(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  try {
    return sharedSecret(secretKey, publicKey);
  } catch {
    throw new ZmtpFault('its short-term key is none');
  }
}

/** The cipher takes words in the machine's order, which on all machines that it runs on is little-endian. */
function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
