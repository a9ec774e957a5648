import { CancelledError } from '../../../protocol/errors.js';
import type { Clock } from '../clock.js';
import { checkFunction } from '../functions.js';
import { Sleep } from '../lock/holds.js';
import type { SharedLock } from '../lock/proxy.js';
import { checkOptions } from '../options.js';
import { asOwner, type LockCalls, type LockProxy, OwnedLock, type SharedRLock } from '../r-lock/proxy.js';
import {
  type CallOptions,
  callOptionNames,
  checkTimeout,
  type Reference,
  type SharedObject,
  withTimeout,
} from '../shared-object.js';
import { conditionOperations } from './operations.js';

/** How a condition is made. Who opens it by name with another lock gets `OptionsConflictError` on first use. */
export interface ConditionOptions {
  /** The lock that it stands on; several conditions can share one. Default: a reentrant one of its own. */
  readonly lock?: SharedLock | SharedRLock;
}

/**
 * A condition, as Python's `threading.Condition`: who holds its lock can wait until somebody else who holds it says that
 * something has changed. It is held by owners, as `SharedRLock`. PROTOCOL.md, "Condition".
 *
 *     await condition.run(async () => {
 *       await condition.waitFor(() => jobs.size());
 *       …
 *     });
 */
export class SharedCondition extends OwnedLock<typeof conditionOperations> {
  protected override readonly calls: LockCalls = {
    acquire: (options) => this.acquireKept(() => this.invoke('acquire', [], options), 'release'),
    release: (options) => this.invoke('release', [], options),
    locked: (options) => this.invoke('locked', [], options),
  };
  /** The proxy of what is locked, which can be this one. One that came out of a value, or was opened by name, has to ask. */
  #known: LockProxy | undefined;
  readonly #clock: Clock;

  constructor(reference: Reference, options?: ConditionOptions) {
    super(reference, conditionOperations);
    this.#known = options?.lock;
    this.#clock = reference.session.clock;
  }

  /**
   * Gives the lock up, however often it is held, and waits for a notification. Resolves to `true`, or to `false` when
   * `timeout` is over first; rejects with the signal's reason when that aborts. In each case the lock is held again, as often
   * as before, which can take longer than `timeout`. Rejects with `NotLockedError` or `NotOwnerError` where the caller does
   * not hold it: Python's `RuntimeError`.
   */
  async wait(options?: CallOptions): Promise<boolean> {
    const outcome = await this.as(options, async ({ owner, lock }) => {
      const asked = lock();
      let sleep = asked instanceof Promise ? undefined : new Sleep(asked, owner);
      try {
        const [end, token, abandoned] = await this.invoke('wait', [], asOwner(options, owner));
        sleep ??= new Sleep(await asked, owner);
        sleep.wake(token, abandoned);
        return end;
      } finally {
        sleep?.end();
      }
    });
    if (outcome !== 'cancelled') return outcome === 'notified';
    options?.signal?.throwIfAborted();
    throw new CancelledError('condition.wait: the broker gave it up; the lock is held again');
  }

  /**
   * Waits until `predicate`, called here while the lock is held, gives something true, and resolves to that. When `timeout`,
   * which is for all waits together, is over, it resolves to what the predicate gave last.
   */
  async waitFor<T>(predicate: () => T | PromiseLike<T>, options?: CallOptions): Promise<T> {
    checkFunction(predicate, 'argument predicate of condition.waitFor');
    if (options !== undefined) checkOptions(options, callOptionNames, 'condition.waitFor');
    checkTimeout(options?.timeout, 'condition.waitFor');
    const first = await predicate();
    if (first) return first;
    const end = this.#clock.now() + (options?.timeout ?? Number.POSITIVE_INFINITY);
    // Also without any time: as Python, it gives the lock up once.
    await this.wait(options);
    for (;;) {
      const result = await predicate();
      const left = end - this.#clock.now();
      if (result || left <= 0) return result;
      await this.wait(withTimeout(options, left));
    }
  }

  /** Wakes up to `n` (default: 1) of those who wait now, the longest first. They go on when they have the lock. */
  notify(n?: number, options?: CallOptions): Promise<void> {
    return this.as(options, ({ owner }) => this.invoke('notify', [n], asOwner(options, owner)));
  }

  /** Wakes all who wait now. */
  notifyAll(options?: CallOptions): Promise<void> {
    return this.as(options, ({ owner }) => this.invoke('notifyAll', [], asOwner(options, owner)));
  }

  protected override lock(): LockProxy {
    this.#known ??= this.#ask();
    return this.#known;
  }

  /** Where that fails, the call that needs the lock fails too, or its grant has a fence that no object takes. */
  async #ask(): Promise<SharedObject> {
    try {
      this.#known = ((await this.invoke('lock', [])) as SharedObject | undefined) ?? this;
      return this.#known;
    } catch {
      this.#known = undefined;
      return this;
    }
  }
}
