import type { BrokerLimits } from '../../protocol/broker-limits.js';
import { ArgumentError } from '../../protocol/errors.js';
import { limits as fixed } from '../../protocol/limits.js';
import { systemClock } from '../clock.js';
import { wholeStatistics } from '../engine/counting.js';
import { MemoryEngine } from '../engine/memory-engine.js';
import type { Statistics } from '../objects/broker/statistics.js';
import { describe } from '../objects/describe.js';
import { checkFlag, checkOptions } from '../objects/options.js';
import { isLoopback, transportFor } from '../transport/index.js';
import type { Listener } from '../transport/transport.js';
import { authkeyBytes } from '../wire/index.js';
import { Broker } from './broker.js';
import { Closing } from './closing.js';
import type { BrokerEvent } from './events.js';
import { breakableLink, lastingLink } from './grace.js';
import { chosenLimits } from './limits.js';
import { brokerTypes, type GivenTypes } from './load-types.js';

/** A day. A session that nobody resumes keeps others waiting so long. */
const LONGEST_GRACE_MS = 86_400_000;

export interface ServeOptions {
  /** The addresses to listen on: `ipc:///path`, `tcp://127.0.0.1:5555` (`:*` lets the system choose), `memory://name`. */
  readonly listen: string | readonly string[];
  /** What a client must know to be let in, 16 bytes or more. It is never sent. */
  readonly authkey: string | Uint8Array;
  /**
   * Types of your own: what `defineType` returned, or the URLs of modules that export it. (A module that waits for `serve`
   * at its top level cannot be imported by it, and gives the types themselves.) Default: none.
   */
  readonly types?: GivenTypes;
  /**
   * How long a client that has lost its connection over TCP tries to get it back, in milliseconds: a whole number from 0 to
   * 86,400,000. After that it has lost what it held, and 7 seconds later others get it. 0: it does not try. Default: 10,000.
   * Other connections break only with one of their processes, and have no grace.
   */
  readonly grace?: number;
  /**
   * Whether the event loop may stay awake for some microseconds while the next request is near, where that makes short calls
   * shorter (`ipc` only; never while nobody calls). Default: true.
   */
  readonly busyPoll?: boolean;
  /**
   * How much clients may make the broker hold, each by its name: see `BrokerLimits` and the guide, "Limits". Those not named
   * are as usual; `memoryBytes` and what depends on it follow from the memory there is.
   */
  readonly limits?: Partial<BrokerLimits>;
  /**
   * Hears what happens in the broker: who comes, who goes and why, who is refused. It must not throw, and everybody waits
   * while it runs. Default: nobody hears it.
   */
  readonly onEvent?: (event: BrokerEvent) => void;
}

/** What can change while a broker runs. */
export interface ReloadOptions {
  /** As for `serve`. Left out, they stay as they are. */
  readonly limits?: Partial<BrokerLimits>;
}

export interface CloseOptions {
  /** How long clients may take to finish what they wait for and hold, in milliseconds. Default: 0. */
  readonly drain?: number;
}

/** A broker that runs in this process. */
export interface RunningBroker extends AsyncDisposable {
  /** The addresses it listens on, with what the system chose filled in. */
  readonly addresses: readonly string[];
  /**
   * Puts these limits in force, also for the clients that are here; what is not named is as usual again. What is beyond a
   * limit stays, and nothing is added to it. Throws `ArgumentError`, and changes nothing, where one is unknown or wrong.
   */
  reload(options: ReloadOptions): void;
  /** What it has counted since it was started, and what there is now. Costs a look at each operation of each type. */
  statistics(): Statistics;
  /**
   * Refuses what waits, tells all clients, stops listening, and leaves nothing behind. With `drain`, what waits may be
   * finished before, and what is held given back, for so many milliseconds at the most; meanwhile nobody is let in, and calls
   * that would have to wait are refused with `BrokerGoneError`. To call it again does nothing, but without `drain` it ends the
   * drain that an earlier call began.
   */
  close(options?: CloseOptions): Promise<void>;
}

/** The names of all options, which the compiler keeps complete. */
const serveOptions = Object.keys({
  listen: true,
  authkey: true,
  types: true,
  grace: true,
  busyPoll: true,
  limits: true,
  onEvent: true,
} satisfies Record<keyof ServeOptions, true>);

/**
 * Runs a broker inside this process; `holdall serve` is this. Rejects with `ConnectError` when an address is taken, and
 * with `ArgumentError` when an option is unknown, an address is malformed or not of this machine, the authkey is too short,
 * `grace` is out of its range, or a module of `types` cannot be loaded or defines none; then nothing listens. A worker thread
 * cannot listen at `tcp://` and gets `StateError`.
 */
export async function serve(options: ServeOptions): Promise<RunningBroker> {
  checkOptions(options, serveOptions, 'serve');
  const { authkey, types: own = [], grace, busyPoll = true, onEvent } = options;
  const addresses = checkedAddresses(options.listen);
  if (authkey === undefined) throw new ArgumentError('serve needs an authkey of 16 bytes or more: give { authkey }');
  const key = authkeyBytes(authkey);
  const graceMs = checkedGrace(grace ?? fixed.graceMs);
  checkFlag(busyPoll, 'busyPoll', 'serve');
  const limits = chosenLimits(options.limits, 'limits of serve');
  const types = await brokerTypes(own);
  const engine = new MemoryEngine(types, { limits, shell: () => broker.statistics() });
  const broker: Broker = new Broker({ engine, clock: systemClock, authkey: key, limits, onEvent });
  const listeners: Listener[] = [];
  try {
    for (const address of addresses) listeners.push(await listenAt(address, broker, graceMs, busyPoll));
  } catch (error) {
    await stop(broker, listeners);
    throw error;
  }
  const closing = new Closing(broker, systemClock, () => stop(broker, listeners));
  return {
    addresses: listeners.map((listener) => listener.address),
    reload(changes) {
      checkOptions(changes, ['limits'], 'reload');
      if (changes.limits !== undefined) broker.limit(chosenLimits(changes.limits, 'limits of reload'));
    },
    async close(options = {}) {
      checkOptions(options, ['drain'], 'close');
      return closing.close(checkedDrain(options.drain ?? 0));
    },
    statistics: () => wholeStatistics(engine.statistics(), broker.statistics()),
    [Symbol.asyncDispose]: () => closing.close(0),
  };
}

function checkedAddresses(listen: string | readonly string[]): readonly string[] {
  const addresses = Array.isArray(listen) ? listen : [listen];
  if (addresses.length === 0) throw new ArgumentError('serve needs an address to listen at, as ipc:///path/to/socket');
  for (const address of addresses) checkAddress(address);
  return addresses;
}

/** Of this machine: the handshake proves who is there, but nothing encrypts what follows. */
function checkAddress(address: unknown): void {
  if (typeof address !== 'string') {
    throw new ArgumentError(
      `listen of serve must be an address, as ipc:///path/to/socket, or an array of them; got ${describe(address)}`,
    );
  }
  if (isLoopback(address)) return;
  throw new ArgumentError(
    `${address} can be reached from other machines, and connections are not encrypted: listen at ipc://… or tcp://127.0.0.1:…`,
  );
}

function checkedGrace(grace: number): number {
  if (Number.isInteger(grace) && grace >= 0 && grace <= LONGEST_GRACE_MS) return grace;
  throw new ArgumentError(
    `grace of serve must be a whole number of milliseconds, 0 to ${LONGEST_GRACE_MS}; got ${describe(grace)}`,
  );
}

function checkedDrain(drain: number): number {
  if (typeof drain === 'number' && drain >= 0) return drain;
  throw new ArgumentError(`drain of close must be 0 or more milliseconds; got ${describe(drain)}`);
}

function listenAt(address: string, broker: Broker, graceMs: number, busyPoll: boolean): Promise<Listener> {
  return transportFor(address, busyPoll).listen(
    address,
    (link, { breakable }) => broker.accept(link, breakable ? breakableLink(graceMs) : lastingLink, address),
    { visits: () => broker.limits },
  );
}

async function stop(broker: Broker, listeners: readonly Listener[]): Promise<void> {
  broker.stop();
  await Promise.all(listeners.map((listener) => listener.close()));
}
