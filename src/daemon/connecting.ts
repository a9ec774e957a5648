import { existsSync, readFileSync } from 'node:fs';
import { ArgumentError } from '../../protocol/errors.js';
import { readKeys } from '../client/key-files.js';
import { type ConnectOptions, Manager } from '../client/manager.js';
import { givenAuthkey, NO_AUTHKEY } from './authkey.js';
import type { Options, Values } from './cli/option.js';
import { milliseconds } from './cli/parsers.js';
import type { World } from './cli/world.js';

const group = 'Reaching the broker';

/** The options of every command that talks to a broker that runs. */
export const connectionOptions = {
  address: {
    group,
    short: 'a',
    value: 'address',
    summary: 'where the broker listens, as ipc:///path or tcp://host:port',
    defaultText: 'where `holdall serve` alone serves',
  },
  authkeyFile: {
    group,
    short: 'k',
    value: 'file',
    summary: 'read the authkey from this file (mode 600)',
    defaultText: 'HOLDALL_AUTHKEY; for the default address, the file beside it',
    completes: 'file',
  },
  principal: {
    group,
    value: 'name',
    summary: 'whose authkey it is, where the broker has principals',
    defaultText: 'the owner',
  },
  keys: {
    group,
    value: 'file',
    summary: 'prove yourself by the keys in this file (mode 600), which `holdall keygen` made, not by an authkey',
    completes: 'file',
  },
  serverKey: {
    group,
    value: 'key',
    summary: "the broker's public key, or a file that holds it; goes with --keys",
    completes: 'file',
  },
  timeout: {
    group,
    short: 't',
    value: 'ms',
    summary: 'give up after so many milliseconds',
    parse: milliseconds,
    default: 5_000,
  },
} as const satisfies Options;

export const connectionEnvironment = {
  HOLDALL_AUTHKEY: 'the authkey itself, where no file is named',
} as const;

/** The switch of commands that print tables. */
export const jsonOption = {
  json: { summary: 'print JSON for programs, not a table for people', isFlagOnly: true },
} as const satisfies Options;

export type ConnectionValues = Values<typeof connectionOptions>;

/** A manager at the broker that the options name. An address among the arguments goes before one among the options. */
export async function connect(options: ConnectionValues, world: World, argument?: string): Promise<Manager> {
  const { timeout } = options;
  const address = argument ?? options.address;
  return Manager.connect(address, { ...identity(options, world, address === undefined), timeout });
}

type Identity = Pick<ConnectOptions, 'authkey' | 'principal' | 'keys'>;

/** Who somebody is. At the default address, the authkey can be found beside it. */
function identity(
  { authkeyFile, principal, keys, serverKey }: ConnectionValues,
  { env }: World,
  canBeFound: boolean,
): Identity {
  if ((keys === undefined) !== (serverKey === undefined)) {
    throw new ArgumentError('--keys and --server-key go together: your own keys, and the public one of the broker');
  }
  if (keys !== undefined && serverKey !== undefined) {
    if (authkeyFile === undefined) return { keys: { ...readKeys(keys), serverKey: publicKeyIn(serverKey) } };
    throw new ArgumentError('--keys and --authkey-file are two ways to prove who you are: give one of them');
  }
  const authkey = givenAuthkey(authkeyFile, env);
  if (authkey === undefined && !canBeFound) throw new ArgumentError(NO_AUTHKEY);
  return { ...(authkey !== undefined && { authkey }), ...(principal !== undefined && { principal }) };
}

/** The key itself, or what is in the file of this name. */
function publicKeyIn(keyOrFile: string): string {
  if (!existsSync(keyOrFile)) return keyOrFile;
  return readFileSync(keyOrFile, 'utf8').trim();
}
