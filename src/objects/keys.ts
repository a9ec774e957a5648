import type { StoredKey } from './stored.js';

/** In bytes. Beyond that a Buffer makes a string faster than it can be made of single characters. */
const SHORT = 12;

/** A key's bytes as a binary string, one character a byte: what a `Map` can look up, in the least memory. */
export function keyString(bytes: Uint8Array): StoredKey {
  const { length } = bytes;
  // Most keys are short, and to make the Buffer takes longer than to do without.
  if (length <= SHORT) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1');
}

/** The bytes of a key: its canonical encoding. */
export function keyBytes(key: StoredKey): Uint8Array {
  return Buffer.from(key, 'latin1');
}
