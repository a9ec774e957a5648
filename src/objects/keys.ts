import type { StoredKey } from './stored.js';

/** A key's bytes as a binary string, one character a byte: what a `Map` can look up, in the least memory. */
export function keyString(bytes: Uint8Array): StoredKey {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of a key: its canonical encoding. */
export function keyBytes(key: StoredKey): Uint8Array {
  return Buffer.from(key, 'latin1');
}
