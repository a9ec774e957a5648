import { ArgumentError } from '../../protocol/errors.js';
import { serve } from '../broker/serve.js';
import { becomeBroker } from '../client/broker-process.js';
import { Manager } from '../client/manager.js';
import { findAuthkey } from './authkey.js';
import { moduleAt } from './modules.js';

/** What a command touches of the world, so that a test can give it another. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly pid: number;
  /** Prints a line for the user. */
  print(line: string): void;
  /** Resolves when the user or the system asks the program to stop. */
  stopAsked(): Promise<unknown>;
}

export const realWorld: World = {
  env: process.env,
  pid: process.pid,
  print: (line) => process.stdout.write(`${line}\n`),
  // The handlers stay: a second signal must not kill a broker that is just stopping in good order.
  stopAsked: () =>
    new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    }),
};

export interface ServeCommand {
  readonly listen: readonly string[];
  readonly authkeyFile?: string;
  /** Paths or URLs of modules. */
  readonly types?: readonly string[];
  /** In milliseconds. */
  readonly grace?: number;
  readonly busyPoll?: boolean;
}

/** `holdall serve`: a broker in the foreground, until it is asked to stop. */
export async function serveCommand(command: ServeCommand, world: World): Promise<void> {
  const { listen, authkeyFile, types = [], grace, busyPoll } = command;
  for (const address of listen) checkReachable(address);
  const authkey = await findAuthkey(authkeyFile, world.env);
  const stopAsked = world.stopAsked();
  becomeBroker();
  await using broker = await serve({
    listen,
    authkey,
    types: types.map(moduleAt),
    ...(grace !== undefined && { grace }),
    ...(busyPoll !== undefined && { busyPoll }),
  });
  world.print(`holdall: serving at ${broker.addresses.join(' and ')} (pid ${world.pid})`);
  await stopAsked;
}

export interface PingCommand {
  readonly authkeyFile?: string;
  readonly timeout: number;
}

/** `holdall ping`: whether a broker serves at an address, and how long it takes to answer. */
export async function pingCommand(address: string, options: PingCommand, world: World): Promise<void> {
  const { authkeyFile, timeout } = options;
  const authkey = await findAuthkey(authkeyFile, world.env);
  await using manager = await Manager.connect(address, { authkey, timeout });
  const before = performance.now();
  await manager.ping({ timeout });
  world.print(`holdall: ${address} answered in ${(performance.now() - before).toFixed(1)} ms`);
}

/** A memory address reaches programs in the broker's own process, of which a daemon has none. */
function checkReachable(address: string): void {
  if (!address.startsWith('memory:')) return;
  throw new ArgumentError(
    `nobody could reach a daemon at ${address}: listen at ipc:///path/to/socket or tcp://127.0.0.1:port`,
  );
}
