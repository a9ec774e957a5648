import type { BrokerLimits } from '../../protocol/broker-limits.js';
import { ArgumentError } from '../../protocol/errors.js';
import { limits as fixed } from '../../protocol/limits.js';
import { systemClock } from '../clock.js';
import { wholeStatistics } from '../engine/counting.js';
import { MemoryEngine } from '../engine/memory-engine.js';
import type { KeyPair } from '../keys/keys.js';
import type { Statistics } from '../objects/broker/statistics.js';
import { describe } from '../objects/describe.js';
import { checkFlag, checkOptions } from '../objects/options.js';
import type { Listener } from '../transport/transport.js';
import { type AccessSettings, type PrincipalSettings, principalsFrom, type Roles } from './access.js';
import { Broker } from './broker.js';
import { Closing } from './closing.js';
import type { BrokerEvent } from './events.js';
import { chosenLimits } from './limits.js';
import { checkedAddresses, checkedSocketMode, listenAt } from './listening.js';
import { brokerTypes, type GivenTypes } from './load-types.js';
import { processFacts } from './process-facts.js';

/** A day. A session that nobody resumes keeps others waiting so long. */
const LONGEST_GRACE_MS = 86_400_000;

export interface ServeOptions {
  /**
   * The addresses to listen on: `ipc:///path`, `tcp://127.0.0.1:5555` (`:*` lets the system choose), `memory://name`. One that
   * other machines can reach, as `tcp://0.0.0.0:5555`, needs `curve`.
   */
  readonly listen: string | readonly string[];
  /**
   * What the owner knows, who may do everything: 16 bytes or more. It is never sent. Can be left out where there are
   * `principals`; then nobody is the owner.
   */
  readonly authkey?: string | Uint8Array;
  /** What there is to be allowed, as `{ worker: [{ objects: 'jobs*', rights: ['read', 'write'] }] }`. Default: nothing. */
  readonly roles?: Roles;
  /** Who may come in beside the owner, as `{ alice: { authkey: '…', roles: ['worker'] } }`. Default: nobody. */
  readonly principals?: Readonly<Record<string, PrincipalSettings>>;
  /**
   * The broker's own CURVE keys, which `holdall keygen` or `generateKeys` makes: for principals with a `publicKey`. With them
   * every tcp address encrypts, takes only such principals, and may be one that other machines can reach.
   */
  readonly curve?: KeyPair;
  /**
   * The mode of the socket files of `ipc` addresses: who may write them may try to connect, as those of a group by `0o660`.
   * Default: `0o600`, the user alone whose broker it is.
   */
  readonly socketMode?: number;
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

/** What can be changed while a broker runs. What is left out stays as it is. */
export type ReloadOptions = Pick<ServeOptions, 'roles' | 'principals' | 'limits'>;

export interface CloseOptions {
  /** How long clients may take to finish what they wait for and hold, in milliseconds. Default: 0. */
  readonly drain?: number;
}

/** A broker that runs in this process. */
export interface RunningBroker extends AsyncDisposable {
  /** The addresses it listens on, with what the system chose filled in. */
  readonly addresses: readonly string[];
  /** What it has counted since it was started, and what there is now. Costs a look at each operation of each type. */
  statistics(): Statistics;
  /**
   * Puts other roles and principals in the place of those that there were. Sessions of principals that are gone, or that have
   * another key now, end with `SessionEndedError`; all others may do what is said now from their next call on, and calls that
   * wait for what they may not do any more reject with `PermissionDenied`. `limits` are in force at once; those that are not
   * named are as usual again. What is beyond a limit stays, and nothing is added to it. Throws `ArgumentError` for mistakes;
   * then nothing has changed.
   */
  reload(options: ReloadOptions): void;
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
  roles: true,
  principals: true,
  curve: true,
  types: true,
  grace: true,
  busyPoll: true,
  limits: true,
  onEvent: true,
  socketMode: true,
} satisfies Record<keyof ServeOptions, true>);

const reloadOptions = Object.keys({ roles: true, principals: true, limits: true } satisfies Record<
  keyof ReloadOptions,
  true
>);

/**
 * Runs a broker inside this process; `holdall serve` is this. Rejects with `ConnectError` when an address is taken, and
 * with `ArgumentError` when an option is unknown, an address is malformed, or can be reached by other machines without `curve`, the
 * authkey is too short, `roles` or `principals` hold a mistake, `grace` is out of its range, or a module of `types` cannot be
 * loaded or defines none; then nothing listens. A worker thread cannot listen at `tcp://` and gets `StateError`.
 */
export async function serve(options: ServeOptions): Promise<RunningBroker> {
  checkOptions(options, serveOptions, 'serve');
  const { authkey, roles, principals, curve, types: own = [], grace, busyPoll = true, onEvent } = options;
  const addresses = checkedAddresses(options.listen, curve !== undefined);
  const socketMode = checkedSocketMode(options.socketMode);
  let access: AccessSettings = { authkey, roles, principals, curve };
  const members = principalsFrom(access, 'serve');
  const graceMs = checkedGrace(grace ?? fixed.graceMs);
  checkFlag(busyPoll, 'busyPoll', 'serve');
  const limits = chosenLimits(options.limits, 'limits of serve');
  const types = await brokerTypes(own);
  const listeners: Listener[] = [];
  const listening = () => listeners.map((listener) => listener.address);
  const shell = () => broker.statistics();
  const engine = new MemoryEngine(types, { limits, shell, facts: processFacts(listening) });
  const broker: Broker = new Broker({ engine, clock: systemClock, principals: members, limits, onEvent });
  const settings = { broker, curve, socketMode, graceMs, mayBusyPoll: busyPoll };
  try {
    for (const address of addresses) listeners.push(await listenAt(address, settings));
  } catch (error) {
    await stop(broker, listeners);
    throw error;
  }
  const closing = new Closing(broker, systemClock, () => stop(broker, listeners));
  return {
    addresses: listening(),
    reload(changed) {
      checkOptions(changed, reloadOptions, 'reload');
      const { limits, ...changedAccess } = changed;
      const wanted = { ...access, ...given(changedAccess) };
      const members = principalsFrom(wanted, 'reload');
      if (limits !== undefined) broker.limit(chosenLimits(limits, 'limits of reload'));
      broker.reload(members);
      access = wanted;
    },
    async close(options = {}) {
      checkOptions(options, ['drain'], 'close');
      return closing.close(checkedDrain(options.drain ?? 0));
    },
    statistics: () => wholeStatistics(engine.statistics(), broker.statistics()),
    [Symbol.asyncDispose]: () => closing.close(0),
  };
}

/** Without the fields that are `undefined`: these are left out. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
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

async function stop(broker: Broker, listeners: readonly Listener[]): Promise<void> {
  broker.stop();
  await Promise.all(listeners.map((listener) => listener.close()));
}
