import { inspect } from 'node:util';
import { ArgumentError, StateError } from '../../protocol/errors.js';
import type { ClientKeys } from '../keys/keys.js';
import { describe } from '../objects/describe.js';
import { type Openers, sharedTypes } from '../objects/index.js';
import { Loss } from '../objects/loss.js';
import { checkFlag, checkOptions } from '../objects/options.js';
import type { SharedObject } from '../objects/shared-object.js';
import type { Opener, SharedType } from '../objects/shared-type.js';
import { definitionOf, type UserType } from '../user-types/define.js';
import { moduleUrls } from '../user-types/modules.js';
import { BrokerCalls } from './broker-calls.js';
import { checkNoBroker } from './broker-process.js';
import { Connection } from './connection.js';
import { whereabouts } from './default-place.js';
import type { Credentials } from './handshake.js';
import { type PrivateBroker, startPrivateBroker } from './private-broker.js';
import { References, type Whereabouts } from './references.js';

/** How long connecting may take when nobody says, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** The same for a broker that loads modules of users' first, perhaps through a compiler: seconds, on a busy machine. */
const LOAD_TIMEOUT_MS = 30_000;

export interface StartOptions {
  /** How long starting the broker may take, in milliseconds. Default: 5,000; with `types` 30,000. */
  readonly timeout?: number;
  /**
   * The URLs of the modules that define shared types of your own: `[import.meta.url]`, or
   * `[new URL('./types.js', import.meta.url)]`. The broker imports them, under the options of Node of this program, as
   * `--import tsx`. Default: none.
   */
  readonly types?: readonly (string | URL)[];
  /** As in `ConnectOptions`; of both the program and its broker. Default: true. */
  readonly busyPoll?: boolean;
}

export interface ConnectOptions {
  /**
   * What the broker was started with. Default, where there are no `keys`: the environment variable `HOLDALL_AUTHKEY`; for the
   * default address, the file that `holdall serve` has put beside its socket.
   */
  readonly authkey?: string | Uint8Array;
  /** Whose authkey it is, where the broker has `principals`. Default: the owner's, who may do everything. */
  readonly principal?: string;
  /** CURVE keys, in the place of an authkey: a pair of one's own, and the public key of the broker. */
  readonly keys?: ClientKeys;
  /** How long connecting may take, in milliseconds. Default: 5,000. */
  readonly timeout?: number;
  /**
   * Whether the event loop may stay awake for some microseconds while an answer is near, where that makes short calls shorter
   * (over `ipc`, in worker threads over `tcp` too; never while the program is idle). A pool's workers do as the manager that
   * they are given. Default: true.
   */
  readonly busyPoll?: boolean;
}

/** The names of all options, which the compiler keeps complete. */
const startOptions = Object.keys({ timeout: true, types: true, busyPoll: true } satisfies Record<
  keyof StartOptions,
  true
>);
const connectOptions = Object.keys({
  authkey: true,
  principal: true,
  keys: true,
  timeout: true,
  busyPoll: true,
} satisfies Record<keyof ConnectOptions, true>);

/** Managers of this program that are open, the latest last. */
const open: Manager[] = [];

/** What the pool needs of a manager and users do not. */
interface Internals {
  readonly credentials: Credentials;
  readonly connection: Connection;
  readonly references: References;
}
const internals = new WeakMap<Manager, Internals>();

// The openers are methods too: one for each registered type, so that a new type needs no line here.
export interface Manager extends Openers {}

/**
 * A program's way to a broker and the objects in it, as Python's `multiprocessing.Manager`. Its methods named like
 * shared types (`queue`, `dict`, `lock`, …) open objects: by name, the one that all programs share, made when it is
 * missing; without a name, a new one that lives as long as something refers to it.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor gives every opener of the interface.
export class Manager extends BrokerCalls implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #references: References;
  readonly #owned: PrivateBroker | undefined;
  readonly #loss: Loss;

  private constructor(connection: Connection, owned: PrivateBroker | undefined) {
    if (!(connection instanceof Connection)) {
      throw new ArgumentError(
        'a manager is made by Manager.start() or Manager.connect(), which wait until it is ready',
      );
    }
    const references = new References(connection);
    super(references);
    this.#connection = connection;
    this.#references = references;
    this.#owned = owned;
    this.#loss = new Loss(connection);
    internals.set(this, { credentials: connection.credentials, connection, references: this.#references });
    for (const [name, type] of Object.entries(sharedTypes)) this.#defineOpener(name, type);
  }

  /**
   * Starts a broker of this program's own, in a process beside it, and connects to it. The broker ends with the manager,
   * and with the program however that ends. Rejects with `ConnectError` when it did not start in time, or could not load a
   * module of `types`.
   */
  static async start(options: StartOptions = {}): Promise<Manager> {
    checkOptions(options, startOptions, 'Manager.start');
    const types = moduleUrls(options.types === undefined ? [] : options.types, 'types of Manager.start');
    const byDefault = types.length > 0 ? LOAD_TIMEOUT_MS : CONNECT_TIMEOUT_MS;
    const timeout = checkedTimeout(options.timeout ?? byDefault, 'Manager.start');
    const { busyPoll = true } = options;
    checkFlag(busyPoll, 'busyPoll', 'Manager.start');
    checkNoBroker('Manager.start() was called');
    const deadline = performance.now() + timeout;
    const broker = await startPrivateBroker({ types, busyPoll }, timeout);
    try {
      return await Manager.#enter(broker.credentials, Math.max(1, deadline - performance.now()), broker);
    } catch (error) {
      await broker.stop();
      throw error;
    }
  }

  /**
   * Connects to a broker that runs already, as `holdall serve` or `serve()` does. Without `address`, to the one that the
   * environment variable `HOLDALL_ADDRESS` names, else to the one of `holdall serve` without options. Rejects with
   * `ConnectError` when nothing answers there in time, and with `AuthenticationError` when the authkey or the keys are not those
   * that the broker knows of this client.
   */
  static async connect(address?: string, options: ConnectOptions = {}): Promise<Manager> {
    checkAddress(address);
    checkOptions(options, connectOptions, 'Manager.connect');
    const timeout = checkedTimeout(options.timeout ?? CONNECT_TIMEOUT_MS, 'Manager.connect');
    const { busyPoll = true } = options;
    checkFlag(busyPoll, 'busyPoll', 'Manager.connect');
    const found = whereabouts(address, options, process.env);
    return Manager.#enter({ ...found, busyPoll }, timeout, undefined);
  }

  /**
   * The manager that this program opened last and has not closed; in a pool's worker, the one of the program that made
   * the pool. Throws `StateError` if there is none.
   */
  static current(): Manager {
    const latest = currentManager();
    if (latest) return latest;
    throw new StateError('there is no open manager in this process: call Manager.start() or Manager.connect() first');
  }

  static async #enter(credentials: Credentials, timeoutMs: number, owned: PrivateBroker | undefined): Promise<Manager> {
    let manager: Manager | undefined;
    let isOver = false;
    const onEnd = () => {
      isOver = true;
      if (manager) forget(manager);
    };
    manager = new Manager(await Connection.open(credentials, timeoutMs, onEnd), owned);
    // The broker may have gone the moment it let us in.
    if (!isOver) open.push(manager);
    return manager;
  }

  /** Where the broker listens: what others connect to. That of `start()` lets in its program's own pools and processes only. */
  get address(): string {
    return this.#connection.credentials.address;
  }

  /**
   * Aborts when this manager's session is over, in whatever way, with the error that every call gets from then on:
   * `ClosedError`, `BrokerGoneError` or `SessionEndedError`. What was held is lost then; each grant's `lost` aborts with it,
   * and both before calls that wait reject.
   */
  get ended(): AbortSignal {
    return this.#loss.signal;
  }

  /**
   * Opens an object of a type of your own: that of this name, which is made if it is missing, or a new one. A new one is
   * constructed in the broker with `args`, which mean nothing where the object exists. The first call rejects with
   * `UnknownTypeError` when the broker was not given the type's module, and with what the constructor throws.
   */
  open<P extends SharedObject, Args extends readonly unknown[]>(
    type: UserType<P, Args>,
    name?: string,
    ...args: Args
  ): P {
    const definition = definitionOf(type);
    if (!definition) {
      throw new ArgumentError(
        `open takes what defineType() returned, as manager.open(leaderboard, 'game'); got ${describe(type)}`,
      );
    }
    const reference = this.#references.open(definition.name, name, args.length > 0 ? { args } : {});
    return this.#references.follow(definition.revive(reference)) as P;
  }

  /**
   * Leaves the broker: everything this manager's session holds there is given back, and calls that still wait reject
   * with `ClosedError`. A broker that this manager started ends with it. Calling it again does nothing.
   */
  async close(): Promise<void> {
    await this.#connection.close();
    await this.#owned?.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For the console and for logs: never the authkey. */
  [inspect.custom](): string {
    return `Manager { address: ${inspect(this.address)} }`;
  }

  #defineOpener(type: string, { open: makeOpen, options }: SharedType): void {
    const opener: Opener = { open: (name, given) => this.#references.open(type, name, given) };
    const open = makeOpen(opener) as (...args: unknown[]) => SharedObject;
    const hasNone = Object.keys(options).length === 0;
    const method = (...args: unknown[]) => {
      // A type without options does not look at what it is given.
      if (hasNone && args[1] !== undefined) checkOptions(args[1], [], type);
      return this.#references.follow(open(...args));
    };
    Object.defineProperty(this, type, { value: method });
  }
}

/** A proxy, in this program, of an object that another process told where to find. */
export function attach(manager: Manager, whereabouts: Whereabouts): SharedObject {
  return internalsOf(manager).references.attach(whereabouts);
}

/** What another process needs to join the same broker. */
export function credentialsOf(manager: Manager): Credentials {
  return internalsOf(manager).credentials;
}

/** The id of the broker that a manager is connected to. */
export function brokerOf(manager: Manager): string {
  return internalsOf(manager).connection.broker;
}

/** What `Manager.current()` gives; `undefined` where it would throw. */
export function currentManager(): Manager | undefined {
  return open.at(-1);
}

/** Makes an open manager the one that `Manager.current()` gives. Throws what its calls get when it has ended. */
export function makeCurrent(manager: Manager): void {
  if (currentManager() === manager) return;
  internalsOf(manager).connection.checkOpen();
  forget(manager);
  open.push(manager);
}

/**
 * The latest open manager that is connected to this broker, or the preferred one, if that is: the managers of one program can
 * have the rights of different principals.
 */
export function managerAt(broker: string, preferred?: Manager): Manager | undefined {
  if (preferred && open.includes(preferred) && brokerOf(preferred) === broker) return preferred;
  return open.findLast((manager) => brokerOf(manager) === broker);
}

function internalsOf(manager: Manager): Internals {
  return internals.get(manager) as Internals;
}

function forget(manager: Manager): void {
  const place = open.indexOf(manager);
  if (place >= 0) open.splice(place, 1);
}

function checkAddress(address: unknown): void {
  if (typeof address === 'string' || address === undefined) return;
  throw new ArgumentError(
    `the address for Manager.connect must be a string, as ipc:///path/to/socket; got ${describe(address)}`,
  );
}

function checkedTimeout(timeout: number, what: string): number {
  if (typeof timeout === 'number' && timeout > 0) return timeout;
  throw new ArgumentError(`timeout of ${what} must be more than 0 milliseconds; got ${describe(timeout)}`);
}
