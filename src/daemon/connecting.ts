import { Manager } from '../client/manager.js';
import { findAuthkey } from './authkey.js';
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
  },
  authkeyFile: {
    group,
    short: 'k',
    value: 'file',
    summary: 'read the authkey from this file (mode 600)',
    defaultText: 'the environment variable HOLDALL_AUTHKEY',
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
  const { timeout, authkeyFile } = options;
  const address = argument ?? options.address ?? '';
  return Manager.connect(address, { authkey: await findAuthkey(authkeyFile, world.env), timeout });
}
