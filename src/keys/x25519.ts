import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Bytes of a key, secret or public, and of what two of them share. */
export const KEY_BYTES = 32;

/** What stands before the 32 bytes in the forms that Node reads: PKCS 8 and SPKI of an X25519 key (RFC 8410). */
const SECRET_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

export interface KeyPairBytes {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export function randomKeyPair(): KeyPairBytes {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(SECRET_PREFIX.length);
  return { publicKey: publicBytes(publicKey), secretKey: secret };
}

/** The public key that belongs to a secret one. */
export function publicKeyFor(secretKey: Uint8Array): Uint8Array {
  return publicBytes(createPublicKey(secretObject(secretKey)));
}

/**
 * X25519: what only the owners of the two secret keys can compute, each of its own secret key and the other's public one.
 * Throws where the public key is one of the few with which everybody could.
 */
export function sharedSecret(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const theirs = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), type: 'spki', format: 'der' });
  return diffieHellman({ privateKey: secretObject(secretKey), publicKey: theirs });
}

function secretObject(secretKey: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([SECRET_PREFIX, secretKey]), type: 'pkcs8', format: 'der' });
}

function publicBytes(publicKey: KeyObject): Uint8Array {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(PUBLIC_PREFIX.length);
}
