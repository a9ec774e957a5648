import { ArgumentError } from '../../../protocol/errors.js';
import { serve as startServing } from '../../broker/serve.js';
import { becomeBroker } from '../../client/broker-process.js';
import { findAuthkey } from '../authkey.js';
import { command } from '../cli/command.js';
import { wholeMilliseconds } from '../cli/parsers.js';
import type { World } from '../cli/world.js';
import { moduleAt } from '../modules.js';

export const serve = command({
  name: 'serve',
  summary: 'run a broker in the foreground until Ctrl-C or SIGTERM',
  options: {
    listen: {
      short: 'l',
      value: 'address',
      isRepeatable: true,
      summary: 'listen at ipc:///path or tcp://127.0.0.1:port',
      configKey: 'listen',
    },
    authkeyFile: {
      short: 'k',
      value: 'file',
      summary: 'read the authkey from this file (mode 600)',
      configKey: 'authkeyFile',
      completes: 'file',
    },
    types: {
      value: 'module',
      isRepeatable: true,
      summary: 'a module that exports shared types of your own (defineType)',
      configKey: 'types',
      completes: 'file',
    },
    grace: {
      value: 'ms',
      parse: wholeMilliseconds,
      summary: 'how long clients over tcp may be without their connection',
      configKey: 'grace',
      defaultText: '10000',
    },
    busyPoll: {
      isOnByDefault: true,
      summary: 'never keep the event loop awake for a request that is near',
      configKey: 'busyPoll',
    },
  },
  examples: [],
  exitCodes: [1],
  async run(_, { listen = [], authkeyFile, types = [], grace, busyPoll }, world) {
    for (const address of listen) checkReachable(address);
    const authkey = await findAuthkey(authkeyFile, world.env);
    const stopAsked = askedToStop(world);
    becomeBroker();
    await using broker = await startServing({
      listen,
      authkey,
      types: types.map(moduleAt),
      ...(grace !== undefined && { grace }),
      ...(busyPoll !== undefined && { busyPoll }),
    });
    world.print(`holdall: serving at ${broker.addresses.join(' and ')} (pid ${world.pid})`);
    await stopAsked;
    return 0;
  },
});

function askedToStop(world: World): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) world.onSignal(signal, resolve);
  });
}

/** A memory address reaches programs in the broker's own process, of which a daemon has none. */
function checkReachable(address: string): void {
  if (!address.startsWith('memory:')) return;
  throw new ArgumentError(
    `nobody could reach a daemon at ${address}: listen at ipc:///path/to/socket or tcp://127.0.0.1:port`,
  );
}
