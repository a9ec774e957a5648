import { ArgumentError } from '../../protocol/errors.js';
import { type ClientKeys, checkClientKeys, keyBytes } from '../keys/keys.js';
import { sharedSecret } from '../keys/x25519.js';
import { describe } from '../objects/describe.js';
import { checkOptions } from '../objects/options.js';
import { authkeyBytes } from '../wire/index.js';
import type { Credentials } from './handshake.js';
import { readAuthkeyFile } from './secret-file.js';

/** What a program gives to be known by. */
export interface IdentityOptions {
  readonly authkey?: string | Uint8Array;
  readonly principal?: string;
  readonly keys?: ClientKeys;
}

const WHERE = 'Manager.connect';

const PRINCIPAL = /^[A-Za-z0-9_.@-]{1,64}$/;

/**
 * An authkey, of a principal or of the owner, or keys; never both. Where there is neither, the environment is asked, then
 * `usualFile` for the owner's authkey.
 */
export function identityIn(
  { authkey, principal, keys }: IdentityOptions,
  env: NodeJS.ProcessEnv,
  usualFile?: string,
): Pick<Credentials, 'authkey' | 'principal' | 'keys'> {
  if (keys !== undefined) return { keys: checkedKeys(keys, authkey, principal) };
  const known = authkey ?? (env['HOLDALL_AUTHKEY'] || ownersAuthkey(usualFile, principal));
  if (known === undefined) {
    throw new ArgumentError(
      `${WHERE} needs the broker's authkey: give { authkey }, or set the environment variable HOLDALL_AUTHKEY. Where the broker knows you by a public key, give { keys }`,
    );
  }
  const key = authkeyBytes(known);
  if (principal === undefined) return { authkey: key };
  if (typeof principal === 'string' && PRINCIPAL.test(principal)) return { authkey: key, principal };
  throw new ArgumentError(
    `principal of ${WHERE} must be a name of 1 to 64 characters of A-Z a-z 0-9 _ . @ -; got ${describe(principal)}`,
  );
}

function ownersAuthkey(usualFile: string | undefined, principal: string | undefined): string | undefined {
  return usualFile === undefined || principal !== undefined ? undefined : readAuthkeyFile(usualFile);
}

function checkedKeys(keys: ClientKeys, authkey: unknown, principal: unknown): ClientKeys {
  if (authkey !== undefined || principal !== undefined) {
    const other = authkey === undefined ? 'a principal' : 'an authkey';
    throw new ArgumentError(
      `${WHERE} was given keys and ${other}: give the keys alone where the broker knows you by your public key, and otherwise leave them out`,
    );
  }
  const what = `keys of ${WHERE}`;
  checkOptions(keys, ['publicKey', 'secretKey', 'serverKey'], what);
  checkClientKeys(keys, what);
  const { publicKey, secretKey, serverKey } = keys;
  checkShares(secretKey, serverKey);
  return { publicKey, secretKey, serverKey };
}

/** There are a few keys with which everybody computes the same secret: no broker has one. */
function checkShares(secretKey: string, serverKey: string): void {
  try {
    sharedSecret(keyBytes(secretKey, 'secretKey'), keyBytes(serverKey, 'serverKey'));
  } catch {
    throw new ArgumentError(`serverKey in keys of ${WHERE} is none that a broker can have the secret key of`);
  }
}
