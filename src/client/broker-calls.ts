import { BROKER_HANDLE } from '../../protocol/messages.js';
import type {
  Census,
  ClientList,
  ClientStatus,
  DebugInfo,
  Dropped,
  ObjectDetails,
  ObjectList,
  ObjectStatus,
  Status,
  Who,
} from '../objects/broker/info.js';
import { brokerOperations } from '../objects/broker/operations.js';
import type { Statistics } from '../objects/broker/statistics.js';
import type { Measure, Top } from '../objects/broker/top.js';
import type { CallOptions, SharedObject } from '../objects/shared-object.js';
import { type Carrier, makeCall } from './caller.js';

export interface ListOptions extends CallOptions {
  /** How many entries each list may have. */
  readonly limit?: number;
}

export interface FindOptions extends ListOptions {
  /** Only named objects whose whole name matches: `*` stands for any run of characters, all else for itself. */
  readonly pattern?: string;
  /** Only objects of this type, as `queue`. */
  readonly type?: string;
}

export interface TopOptions extends ListOptions {
  /** What objects are chosen by: how many things they hold, the bytes of these, or the calls that wait. Default: `items`. */
  readonly sort?: Measure;
}

export interface KickOptions extends CallOptions {
  /** What the client is told, in up to 512 bytes. */
  readonly reason?: string;
}

/** What a program asks of the broker itself: how it fares, what it holds, and what operators do to that. */
export abstract class BrokerCalls {
  readonly #carrier: Carrier;

  protected constructor(carrier: Carrier) {
    this.#carrier = carrier;
  }

  /** Resolves when the broker has answered; for measuring and for waiting until it serves. */
  async ping(options?: CallOptions): Promise<void> {
    await this.#ask('ping', options);
  }

  /** How many objects the broker holds, named and unnamed, as Python's `_number_of_objects`. */
  numberOfObjects(options?: CallOptions): Promise<number> {
    return this.#ask('numberOfObjects', options) as Promise<number>;
  }

  /** How much of everything the broker holds: sessions, objects, references, waiting calls. */
  census(options?: CallOptions): Promise<Census> {
    return this.#ask('census', options) as Promise<Census>;
  }

  /**
   * What the broker holds, session by session and object by object, as Python's `_debug_info`: up to `limit` of each, the
   * oldest first (default: 1,000; at most 10,000).
   */
  debugInfo(options?: ListOptions): Promise<DebugInfo> {
    return this.#ask('debugInfo', options) as Promise<DebugInfo>;
  }

  /**
   * Who knows an object, who holds it and since when, and who waits for it: up to `limit` of each (default: 1,000). `object`
   * is a proxy or a name; a name that no object has rejects with `ObjectGoneError`.
   */
  who(object: SharedObject | string, options?: ListOptions): Promise<Who> {
    return this.#ask(typeof object === 'string' ? 'show' : 'who', options, [object]) as Promise<Who>;
  }

  /** How the broker fares: its process and its memory, how much of everything it holds, and who is in a deadlock. */
  status(options?: CallOptions): Promise<Status> {
    return this.#ask('status', options) as Promise<Status>;
  }

  /** The objects that are asked for, oldest first: up to `limit` (default: 1,000; at most 10,000), and how many there are. */
  objects(options?: FindOptions): Promise<ObjectList> {
    return this.#ask('objects', options) as Promise<ObjectList>;
  }

  /**
   * What there is to tell of the object of this name, but not what is in it. Rejects with `ObjectGoneError` where there is
   * none.
   */
  show(name: string, options?: ListOptions): Promise<ObjectDetails> {
    return this.#ask('show', options, [name]) as Promise<ObjectDetails>;
  }

  /** What the broker has counted since it was started, and what there is now: calls, sessions, traffic, times, memory. */
  statistics(options?: CallOptions): Promise<Statistics> {
    return this.#ask('statistics', options) as Promise<Statistics>;
  }

  /**
   * What stands out now: the objects that hold most, who has held something for longest, and who has waited for longest, up
   * to `limit` of each (default: 10; at most 1,000). The broker looks at every object for it, while others wait.
   */
  top(options?: TopOptions): Promise<Top> {
    return this.#ask('top', options) as Promise<Top>;
  }

  /**
   * Ends the object of this name, with all that is in it and all that was built on it, as conditions on a lock. Calls that
   * wait there reject with `ObjectGoneError`, as do later ones by proxies that there are; who opens the name again gets a new
   * object. Rejects with `ObjectGoneError` where there is none.
   */
  drop(name: string, options?: CallOptions): Promise<Dropped> {
    return this.#ask('drop', options, [name]) as Promise<Dropped>;
  }

  /**
   * Gives an object another name. Proxies that there are stay with it; who opens the old name gets a new object. Rejects with
   * `ValueError` where the new name is taken, and with `ObjectGoneError` where no object has the old one.
   */
  rename(name: string, newName: string, options?: CallOptions): Promise<ObjectStatus> {
    return this.#ask('rename', options, [name, newName]) as Promise<ObjectStatus>;
  }

  /** The clients, oldest first: up to `limit` (default: 1,000; at most 10,000), and how many there are. */
  clients(options?: ListOptions): Promise<ClientList> {
    return this.#ask('clients', options) as Promise<ClientList>;
  }

  /**
   * Ends the session of a client, by its number among `clients()`: what it held goes back, and its calls reject with
   * `SessionEndedError`, whose cause is a `KickedError`. It can connect again, with a new session. Resolves to what it was;
   * rejects with `ValueError` where there is none of this number.
   */
  kick(number: number, options?: KickOptions): Promise<ClientStatus> {
    return this.#ask('kick', options, [number]) as Promise<ClientStatus>;
  }

  #ask(
    operationName: keyof typeof brokerOperations,
    options: CallOptions | undefined,
    args: readonly unknown[] = [],
  ): Promise<unknown> {
    const operation = brokerOperations[operationName];
    const target = { handle: BROKER_HANDLE, type: 'broker', operationName, operation };
    return makeCall(this.#carrier, target, args, options);
  }
}
