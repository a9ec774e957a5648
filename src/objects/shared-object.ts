/**
 * The proxy's side of a shared type: the base of every class that users hold, and what the client gives it to work with.
 */
import { inspect } from 'node:util';
import { ArgumentError } from '../../protocol/errors.js';
import type { Owner } from '../../protocol/messages.js';
import { describe } from './describe.js';
import type { Fence } from './lock/fence.js';
import { type HoldingSession, Loss } from './loss.js';
import type { GivenOf, GivesOf, Operations } from './operation.js';
import { isPlainObject } from './plain-objects.js';

/** What every call takes last. */
export interface CallOptions {
  /**
   * How long the call may wait in the broker, in milliseconds from its arrival there. 0: only if it can be done at once.
   * Default: for ever. When the time is over nothing was taken, and the call rejects with `TimeoutError` or with what its
   * operation says. A broker that leaves the call unanswered 10 seconds beyond that counts as gone.
   */
  readonly timeout?: number;
  /** Ends the wait: the call rejects with the signal's reason, and then nothing was taken. */
  readonly signal?: AbortSignal;
  /** Does the call only while this fence is the newest of its lock; otherwise rejects with `StaleFenceError`. */
  readonly fence?: Fence;
  /**
   * Which thread or task of this program calls, for types that tell owners apart (`rLock`, `condition`): two owners are
   * two holders. A name of up to 512 bytes, or a whole number. Default: the program as a whole.
   */
  readonly owner?: Owner;
}

const callOptions: Readonly<Record<keyof CallOptions, true>> = {
  timeout: true,
  signal: true,
  fence: true,
  owner: true,
};
export const callOptionNames: readonly string[] = Object.keys(callOptions);

/** Throws `ArgumentError` for what is no time limit, for programs that no compiler has checked. */
export function checkTimeout(timeout: number | undefined, what: string): void {
  if (timeout === undefined || (typeof timeout === 'number' && timeout >= 0)) return;
  throw new ArgumentError(
    `timeout of ${what} must be 0 or more milliseconds; got ${describe(timeout)}. Leave it out to wait without limit`,
  );
}

/** These options with another time limit. What are no options stays what it is, for the call to refuse. */
export function withTimeout<O extends CallOptions>(options: O | undefined, timeout: number): O {
  return options === undefined || isPlainObject(options) ? ({ ...options, timeout } as O) : options;
}

/** These options without one of them. What are no options stays what it is, for the call to refuse. */
export function withoutOption<O extends CallOptions, Name extends keyof O>(
  options: O | undefined,
  name: Name,
): Omit<O, Name> | undefined {
  if (options === undefined || !isPlainObject(options)) return options;
  const { [name]: _, ...rest } = options as O;
  return rest;
}

/** One reference to an object in a broker, as the client hands it to a proxy. */
export interface Reference {
  readonly type: string;
  /** `undefined` for an object without a name. */
  readonly name: string | undefined;
  /** The object's id, as soon as it is known: at once for an object without a name. */
  readonly id: string | undefined;
  /** The same for all references of one session: what is held through one is held through the others. */
  readonly session: HoldingSession;
  /** Sends a call. Never throws: what is wrong with the arguments rejects the promise. */
  call(operations: Operations, operation: string, args: readonly unknown[], options?: CallOptions): Promise<unknown>;
  /** Opens another object beside this one, at the same broker: a proxy of it. */
  open(type: string, name?: string, options?: object): SharedObject;
  /** Whether both refer to one object of one broker. */
  equals(other: Reference): boolean;
  /** Gives the reference back, as soon as nothing keeps it. Later calls reject with `ClosedError`. */
  release(): void;
  /** Keeps the reference for what is held through it: that can be given back also after the proxy was disposed of. */
  keep(): Kept;
}

/** A reference that is kept. */
export interface Kept {
  /** As the reference's; goes out also after its release. */
  call(operations: Operations, operation: string, args: readonly unknown[], options?: CallOptions): Promise<unknown>;
  /** It is needed no more. Calling it again does nothing more. */
  letGo(): void;
}

/** What was acquired through a proxy, whose reference is kept until that was given back. */
export interface Acquired<T, Args> {
  /** What the broker said. */
  readonly answer: T;
  /** The call that gives it back. It goes out also after the proxy was disposed of, and lets go where it succeeds. */
  readonly giveBack: (args: Args, options?: CallOptions) => Promise<void>;
  /** It is over by another call. Calling it again does nothing more. */
  readonly letGo: () => void;
  /** Comes when the session ends before it was given back: as long as no answer says that it was, it counts as held. */
  readonly loss: Loss;
}

/** Calls an operation of a type's description. */
export type Invoke<O extends Operations> = <K extends keyof O & string>(
  name: K,
  args: GivenOf<O[K]>,
  options?: CallOptions,
) => Promise<GivesOf<O[K]>>;

/** What all proxies of shared objects have in common. */
export abstract class SharedObject<O extends Operations = Operations> implements Disposable {
  readonly #reference: Reference;
  readonly #operations: O;

  /** Proxies are made by a manager's openers; this is for them and for types of your own. */
  constructor(reference: Reference, operations: O) {
    this.#reference = reference;
    this.#operations = operations;
  }

  /** The object's name; `undefined` if it has none. */
  get name(): string | undefined {
    return this.#reference.name;
  }

  /**
   * Whether `other` is a proxy of the same object. Two objects opened by one name are equal from the start; a named
   * and a received proxy are compared by name until the broker has confirmed the opening, and by identity from then on.
   */
  equals(other: unknown): boolean {
    const reference = referenceOf(other);
    return reference !== undefined && this.#reference.equals(reference);
  }

  /**
   * Gives this reference back at once, instead of when JavaScript collects the proxy. Calls made before go on; calls
   * made later reject with `ClosedError`. What was acquired through it, grants and permits, can be released later all the
   * same: the reference is kept until this program has released all of that, or JavaScript collects the proxy. An object
   * without a name ends when nothing refers to it any more.
   */
  [Symbol.dispose](): void {
    this.#reference.release();
  }

  toString(): string {
    const { type, name, id } = this.#reference;
    return `${type}(${name === undefined ? (id ?? 'unnamed') : JSON.stringify(name)})`;
  }

  [inspect.custom](): string {
    return `[holdall ${this.toString()}]`;
  }

  /** The name of its type, for error messages. */
  protected get type(): string {
    return this.#reference.type;
  }

  /** Opens another object at the same broker, for types that need one beside them. */
  protected openBeside(type: string, name?: string, options?: object): SharedObject {
    return this.#reference.open(type, name, options);
  }

  /** Calls the operation `name` of this type's description. */
  protected invoke<K extends keyof O & string>(
    name: K,
    args: GivenOf<O[K]>,
    options?: CallOptions,
  ): Promise<GivesOf<O[K]>> {
    return this.#reference.call(this.#operations, name, args as readonly unknown[], options) as Promise<GivesOf<O[K]>>;
  }

  /** Acquires something that the call of `name` gives back. The reference is kept for that. */
  protected async acquireKept<T, K extends keyof O & string>(
    acquire: () => Promise<T>,
    name: K,
  ): Promise<Acquired<T, GivenOf<O[K]>>> {
    const kept = this.#reference.keep();
    try {
      const answer = await acquire();
      const loss = new Loss(this.#reference.session);
      const letGo = () => {
        loss.end();
        kept.letGo();
      };
      const giveBack = async (args: GivenOf<O[K]>, options?: CallOptions): Promise<void> => {
        await kept.call(this.#operations, name, args as readonly unknown[], options);
        letGo();
      };
      return { answer, giveBack, letGo, loss };
    } catch (error) {
      kept.letGo();
      throw error;
    }
  }

  /**
   * Does what takes several calls that belong together, by its own `invoke`: once it has begun, they are made also when the
   * proxy is disposed of meanwhile.
   */
  protected async asOne<R>(act: (invoke: Invoke<O>) => Promise<R>): Promise<R> {
    const kept = this.#reference.keep();
    const invoke: Invoke<O> = (name, args, options) =>
      kept.call(this.#operations, name, args as readonly unknown[], options) as Promise<never>;
    try {
      return await act(invoke);
    } finally {
      kept.letGo();
    }
  }

  /** The reference inside a proxy; `undefined` for anything else. */
  static referenceOf(object: unknown): Reference | undefined {
    return typeof object === 'object' && object !== null && #reference in object ? object.#reference : undefined;
  }
}

export const referenceOf = SharedObject.referenceOf;
