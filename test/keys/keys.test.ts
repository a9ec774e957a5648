import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { curveKeyPair } from 'zeromq';
import { ArgumentError } from '../../protocol/errors.js';
import { checkClientKeys, checkKeyPair, generateKeys, keyBytes } from '../../src/keys/keys.js';
import { publicKeyFor, sharedSecret } from '../../src/keys/x25519.js';
import { fromZ85, toZ85 } from '../../src/keys/z85.js';

describe('Z85', () => {
  test('writes the example of RFC 32, and reads it', () => {
    const bytes = Uint8Array.from([0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]);
    expect(toZ85(bytes)).toBe('HelloWorld');
    expect(fromZ85('HelloWorld')).toEqual(bytes);
  });

  test('reads back what it wrote, whatever the bytes', () => {
    const all = [
      new Uint8Array(32),
      new Uint8Array(32).fill(0xff),
      ...Array.from({ length: 50 }, () => randomBytes(32)),
    ];
    for (const bytes of all) expect(Buffer.from(fromZ85(toZ85(bytes)) ?? []).equals(bytes)).toBe(true);
  });

  test.each(['Hell', 'Hello World', 'Hell"', '#####', 'Hellö'])('does not read %j', (text) => {
    expect(fromZ85(text)).toBeUndefined();
  });
});

describe('keys', () => {
  test('are pairs that libzmq would make too: a public key follows from its secret one', () => {
    for (const { publicKey, secretKey } of [generateKeys(), curveKeyPair()]) {
      expect(toZ85(publicKeyFor(keyBytes(secretKey, 'it')))).toBe(publicKey);
    }
  });

  test('give two owners of pairs the same secret, and another to anybody else', () => {
    const [ours, theirs, other] = [generateKeys(), generateKeys(), generateKeys()].map((pair) => ({
      secret: keyBytes(pair.secretKey, 'it'),
      public: keyBytes(pair.publicKey, 'it'),
    })) as [Bytes, Bytes, Bytes];
    expect(sharedSecret(ours.secret, theirs.public)).toEqual(sharedSecret(theirs.secret, ours.public));
    expect(sharedSecret(other.secret, theirs.public)).not.toEqual(sharedSecret(ours.secret, theirs.public));
  });

  test('with which everybody would share the secret are refused', () => {
    expect(() => sharedSecret(keyBytes(generateKeys().secretKey, 'it'), new Uint8Array(32))).toThrow();
  });

  test('that are none are refused with what is wrong, and without showing them', () => {
    const secret = 'a'.repeat(39);
    expect(() => keyBytes(secret, 'the key')).toThrow(ArgumentError);
    expect(() => keyBytes(secret, 'the key')).toThrow(
      'the key must be a CURVE key, 40 characters of Z85; got a string of 39 characters',
    );
    expect(() => keyBytes(`${secret}"`, 'the key')).toThrow('got a string with characters');
    expect(() => keyBytes(undefined, 'the key')).toThrow('got undefined');
  });

  test('of different pairs are refused together', () => {
    const { publicKey } = generateKeys();
    const { secretKey, publicKey: own } = generateKeys();
    const pair = { publicKey, secretKey };
    expect(() => checkKeyPair(pair, 'curve of serve')).toThrow(
      'publicKey and secretKey in curve of serve are not of one pair',
    );
    expect(() => checkKeyPair(pair, 'curve of serve')).toThrow(own);
    expect(() => checkClientKeys({ publicKey: own, secretKey, serverKey: '' }, 'keys')).toThrow('serverKey in keys');
  });
});

interface Bytes {
  readonly secret: Uint8Array;
  readonly public: Uint8Array;
}
