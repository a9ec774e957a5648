import { AsyncLocalStorage } from 'node:async_hooks';
import type { Owner } from '../../../protocol/messages.js';
import { checkFunction } from '../functions.js';
import { ifInTime, whileHolding } from '../holding.js';
import { LockGrant } from '../lock/grant.js';
import { type GrantedTo, givingBack, holdOf } from '../lock/holds.js';
import type { Operations } from '../operation.js';
import { isPlainObject } from '../plain-objects.js';
import { type Acquired, type CallOptions, type Reference, referenceOf, SharedObject } from '../shared-object.js';
import { rLockOperations } from './operations.js';

/** How a reentrant lock is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface RLockOptions {
  /**
   * Whether the end of the program that holds the lock releases it. `false`, as Python: it stays locked for ever.
   * Default: true.
   */
  readonly robust?: boolean;
}

/** What runs inside of one `run`, and the lock whose owner it is. Runs of other locks can lie around it. */
interface Strand {
  readonly lock: SharedObject;
  readonly owner: Owner;
  around: Strand | undefined;
  /** The run has ended. What it left behind, as a timer or a server, is no part of it any more. */
  isOver: boolean;
}

const strands = new AsyncLocalStorage<Strand>();
let runs = 0;

/** The chain without the runs that are over: it is as long as the runs are nested, however long they go on from one another. */
function living(strand: Strand | undefined): Strand | undefined {
  let first = strand;
  while (first?.isOver) first = first.around;
  for (let at = first; at; at = at.around) {
    while (at.around?.isOver) at.around = at.around.around;
  }
  return first;
}

/** The proxy of a lock: where the holds of its owners are noted. */
export type LockProxy = SharedObject | Promise<SharedObject>;

/** Who calls. */
interface Caller {
  /** `undefined`: the session as a whole. */
  readonly owner: Owner | undefined;
  lock(): LockProxy;
}

/** How an owned lock is reached in the broker. */
export interface LockCalls {
  acquire(options: CallOptions | undefined): Promise<Acquired<GrantedTo, [token: number]>>;
  /** Whatever grant the caller has. */
  release(options: CallOptions | undefined): Promise<void>;
  locked(options: CallOptions | undefined): Promise<boolean>;
}

/** What one of several owners in a program acquires and releases: what reentrant locks and conditions have in common. */
export abstract class OwnedLock<O extends Operations> extends SharedObject<O> {
  protected abstract readonly calls: LockCalls;

  /**
   * Waits for the lock; at once where its owner holds it already and it is reentrant. Use it with
   * `await using grant = await lock.acquire()`: each grant is to be released. Rejects with `TimeoutError` when it was not to
   * be had in time; `tryAcquire` resolves to `undefined` instead.
   */
  acquire(options?: CallOptions): Promise<LockGrant> {
    return this.as(options, (caller) => this.#acquireAs(caller, options));
  }

  /** The lock if it is to be had within `timeout` (default: 0, at once); `undefined` if not, as Python's `False`. */
  tryAcquire(options?: CallOptions): Promise<LockGrant | undefined> {
    return ifInTime((limited) => this.acquire(limited), options);
  }

  /**
   * Releases the lock once: it is free when that was done as often as it was acquired. Rejects with `NotLockedError` if
   * nobody holds it, and with `NotOwnerError` if another owner does, or if the grant shown is over or was released before.
   */
  async release(grant?: LockGrant, options?: CallOptions): Promise<void> {
    if (grant !== undefined) {
      const lock = this.lock();
      const known = lock instanceof Promise ? await lock : lock;
      return LockGrant.giveBack(grant, known, `${this.type}.release`, options);
    }
    return this.as(options, async (caller) => {
      const lock = caller.lock();
      const release = () => this.calls.release(asOwner(options, caller.owner));
      if (!(lock instanceof Promise)) return givingBack(holdOf(lock, caller.owner), release);
      // Made at once; what it releases is known when the question that went ahead of it is answered.
      const released = release();
      return givingBack(holdOf(await lock, caller.owner), () => released);
    });
  }

  locked(options?: CallOptions): Promise<boolean> {
    return this.calls.locked(options);
  }

  /**
   * Runs `fn` while holding the lock, and releases it when `fn` returns, resolves, throws or rejects. Whatever `fn` does
   * with this lock, also through other proxies of it or through conditions on it, is done by the same owner, and no other
   * `run` is that. What it leaves behind, as a timer or a server, is outside of the run from its end on.
   */
  async run<R>(fn: (grant: LockGrant) => R | PromiseLike<R>, options?: CallOptions): Promise<R> {
    checkFunction(fn, `argument fn of ${this.type}.run`);
    return this.as(options, async (caller) => {
      const owner = caller.owner ?? `holdall.run ${++runs}`;
      const grant = await this.#acquireAs({ ...caller, owner }, options);
      return whileHolding(grant, async () => {
        const strand: Strand = { lock: await caller.lock(), owner, around: living(strands.getStore()), isOver: false };
        try {
          return await strands.run(strand, async () => fn(grant));
        } finally {
          strand.isOver = true;
        }
      });
    });
  }

  /** The proxy of what is locked, which can be another object, not known at once. */
  protected abstract lock(): LockProxy;

  /**
   * Does something as who calls now: the owner that the options name, or that of the `run` around. At once, as calls go out
   * in the order in which they are made; only inside of a `run` it can be that the lock is to be asked for first.
   */
  protected async as<R>(options: CallOptions | undefined, act: (caller: Caller) => Promise<R>): Promise<R> {
    const caller = this.#caller(options);
    return act(caller instanceof Promise ? await caller : caller);
  }

  #caller(options: CallOptions | undefined): Caller | Promise<Caller> {
    const owner = ownerIn(options);
    const strand = living(strands.getStore());
    if (!strand) return { owner, lock: () => this.lock() };
    const lock = this.lock();
    return lock instanceof Promise
      ? lock.then((known) => callerWithin(strand, known, owner))
      : callerWithin(strand, lock, owner);
  }

  async #acquireAs(caller: Caller, options: CallOptions | undefined): Promise<LockGrant> {
    // Asked for first, so that it takes no time of its own.
    const asked = caller.lock();
    const acquired = await this.calls.acquire(asOwner(options, caller.owner));
    const lock = asked instanceof Promise ? await asked : asked;
    return new LockGrant(lock, caller.owner, {
      ...acquired,
      // Released on behalf of who got it.
      giveBack: (args, given) => acquired.giveBack(args, asOwner(given, ownerIn(given) ?? caller.owner)),
    });
  }
}

/**
 * A lock that its holder can acquire again, as Python's `threading.RLock`. It is held by an owner: what runs inside one
 * `run` is one; all that a program acquires outside of any `run`, without the option `owner`, is another. (Python's owners
 * are threads, which JavaScript has no names for.) PROTOCOL.md, "RLock".
 */
export class SharedRLock extends OwnedLock<typeof rLockOperations> {
  protected override readonly calls: LockCalls = {
    acquire: (options) => this.acquireKept(() => this.invoke('acquire', [], options), 'release'),
    release: (options) => this.invoke('release', [], options),
    locked: (options) => this.invoke('locked', [], options),
  };

  constructor(reference: Reference) {
    super(reference, rLockOperations);
  }

  protected override lock(): this {
    return this;
  }
}

/** Who calls inside of these runs: `named`, or the owner of the run of this lock. */
function callerWithin(strands: Strand, lock: SharedObject, named: Owner | undefined): Caller {
  let strand: Strand | undefined = strands;
  while (strand && !isSame(strand.lock, lock)) strand = strand.around;
  if (!strand || (named !== undefined && named !== strand.owner)) return { owner: named, lock: () => lock };
  const { owner, lock: noted } = strand;
  return { owner, lock: () => noted };
}

/** Whether both are one lock to one session: a program with two managers is two sessions, which exclude each other. */
function isSame(one: SharedObject, other: SharedObject): boolean {
  const [reference, another] = [referenceOf(one), referenceOf(other)];
  return one.equals(other) && reference !== undefined && reference.session === another?.session;
}

/** These options on behalf of an owner. What are no options stays what it is, for the call to refuse. */
export function asOwner<O extends CallOptions>(options: O | undefined, owner: Owner | undefined): O | undefined {
  const given: unknown = options;
  if (owner === undefined || !(given === undefined || isPlainObject(given))) return options;
  return { ...options, owner } as O;
}

function ownerIn(options: unknown): Owner | undefined {
  return isPlainObject(options) ? (options as CallOptions).owner : undefined;
}
