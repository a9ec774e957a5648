import { ArgumentError } from '../../protocol/errors.js';
import { describe } from '../objects/describe.js';
import { KEY_BYTES, publicKeyFor, randomKeyPair } from './x25519.js';
import { fromZ85, toZ85 } from './z85.js';

/** A pair of CURVE keys, each 40 characters of Z85. */
export interface KeyPair {
  /** Who has it can encrypt for the owner of the secret key, and knows the owner by it. For everybody. */
  readonly publicKey: string;
  /** For its owner alone. */
  readonly secretKey: string;
}

/** What a client needs to reach a broker over a network: keys of its own, and the public one of the broker. */
export interface ClientKeys extends KeyPair {
  /** The broker's public key: whoever cannot prove that it has the secret one is not the broker. */
  readonly serverKey: string;
}

/** What makes a key; errors that miss one say so. */
const KEYGEN_HINT = '`holdall keygen` makes a pair';

/** Characters of a key in Z85. */
const KEY_CHARACTERS = 40;

/** A new pair of CURVE keys, for a broker or for a client. `holdall keygen` writes one to files. */
export function generateKeys(): KeyPair {
  const { publicKey, secretKey } = randomKeyPair();
  return { publicKey: toZ85(publicKey), secretKey: toZ85(secretKey) };
}

/** The 32 bytes of a key; throws `ArgumentError` where it is none. `what` names it in the error, which never shows it. */
export function keyBytes(key: unknown, what: string): Uint8Array {
  const bytes = typeof key === 'string' && key.length === KEY_CHARACTERS ? fromZ85(key) : undefined;
  if (bytes?.length === KEY_BYTES) return bytes;
  throw new ArgumentError(
    `${what} must be a CURVE key, ${KEY_CHARACTERS} characters of Z85; got ${seen(key)}. ${KEYGEN_HINT}`,
  );
}

/** Throws `ArgumentError` unless both are keys, and of one pair. `what` names the pair: `curve of serve`. */
export function checkKeyPair({ publicKey, secretKey }: KeyPair, what: string): void {
  const wanted = keyBytes(publicKey, `publicKey in ${what}`);
  const own = publicKeyFor(keyBytes(secretKey, `secretKey in ${what}`));
  if (toZ85(own) === toZ85(wanted)) return;
  throw new ArgumentError(
    `publicKey and secretKey in ${what} are not of one pair: the public key of that secret key is ${toZ85(own)}`,
  );
}

/** As `checkKeyPair`, and the broker's key is one. */
export function checkClientKeys(keys: ClientKeys, what: string): void {
  checkKeyPair(keys, what);
  keyBytes(keys.serverKey, `serverKey in ${what}`);
}

/** Nothing of what could be a mistyped secret. */
function seen(key: unknown): string {
  if (typeof key !== 'string') return describe(key);
  if (key.length !== KEY_CHARACTERS) return `a string of ${key.length} characters`;
  return 'a string with characters or a value that Z85 does not have';
}
