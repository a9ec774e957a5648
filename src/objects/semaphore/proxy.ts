import { dispose, ifInTime, Return, runHolding } from '../holding.js';
import type { Loss } from '../loss.js';
import { Noted } from '../noted.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { semaphoreOperations } from './operations.js';
import { Takings } from './takings.js';

/** By semaphore. */
const noted = new Noted(() => new Takings());

/** How a semaphore is made. Who opens it by name with other options gets `OptionsConflictError` on first use. */
export interface SemaphoreOptions {
  /** How many permits there are at first. A whole number from 0. Default: 1. */
  readonly permits?: number;
  /**
   * Whether permits belong to the program that took them, and come back when it ends. Default: true. With false nobody
   * remembers who took them, as in Python: anybody may give them back, and those of a program that dies are lost.
   */
  readonly robust?: boolean;
}

/**
 * A number of permits to take and give back, as Python's `threading.Semaphore`, but taken back from a program that ends
 * while it holds some. Who comes first is served first: a call for many permits that waits holds up the calls for few
 * behind it, so that it gets its turn. PROTOCOL.md, "Semaphore".
 */
export class SharedSemaphore extends SharedObject<typeof semaphoreOperations> {
  /** Noted here, so that it lasts as long as what was taken through this proxy can be given back. */
  readonly #takings: Takings;

  constructor(reference: Reference) {
    super(reference, semaphoreOperations);
    this.#takings = noted.of(this);
  }

  /**
   * Waits until `permits` (default: 1) are free and takes them as one. Use it with
   * `await using permit = await semaphore.acquire()`. Rejects with `TimeoutError` when they were not to be had in time;
   * `tryAcquire` resolves to `undefined` instead.
   */
  async acquire(permits?: number, options?: CallOptions): Promise<Permit> {
    const acquired = await this.acquireKept(() => this.invoke('acquire', [permits], options), 'release');
    const count = permits ?? 1;
    const takings = this.#takings;
    const taking = takings.add(count, acquired.letGo);
    return new Permit(count, acquired.loss, async () => {
      await acquired.giveBack([count]);
      takings.subtract(count, taking);
    });
  }

  /** The permits if they are to be had within `timeout` (default: 0, at once); `undefined` if not, as Python's `False`. */
  tryAcquire(permits?: number, options?: CallOptions): Promise<Permit | undefined> {
    return ifInTime((limited) => this.acquire(permits, limited), options);
  }

  /**
   * Gives `permits` (default: 1) back, those that this program holds first. What is more than it holds are new permits,
   * as Python's `release` makes them: so one program can signal to another.
   */
  async release(permits?: number, options?: CallOptions): Promise<void> {
    await this.invoke('release', [permits], options);
    this.#takings.subtract(permits ?? 1);
  }

  /** How many permits are free at this moment. */
  value(options?: CallOptions): Promise<number> {
    return this.invoke('value', [], options);
  }

  /** Runs `fn` while holding one permit, and gives it back when `fn` returns, resolves, throws or rejects. */
  run<R>(fn: (permit: Permit) => R | PromiseLike<R>, options?: CallOptions): Promise<R> {
    return runHolding(`${this.type}.run`, () => this.acquire(1, options), fn);
  }
}

/**
 * A semaphore that never has more permits than it began with, as Python's `threading.BoundedSemaphore`: a release too
 * many is a mistake, and rejects with `ValueError`; one of permits that another program holds, with `NotOwnerError`
 * (unless it is not `robust`). To acquire more than there are at all rejects with `ValueError` at once.
 * PROTOCOL.md, "Semaphore".
 */
export class SharedBoundedSemaphore extends SharedSemaphore {
  /** Gives `permits` (default: 1) back. Rejects with `ValueError` or `NotOwnerError` for what this program cannot give. */
  override release(permits?: number, options?: CallOptions): Promise<void> {
    return super.release(permits, options);
  }
}

/** Permits, held. Disposing of it gives them back. */
export class Permit implements AsyncDisposable {
  /** How many there are. */
  readonly count: number;
  readonly #release: Return;
  readonly #loss: Loss;

  constructor(count: number, loss: Loss, release: () => Promise<void>) {
    this.count = count;
    this.#loss = loss;
    this.#release = new Return(release);
  }

  /** Aborts when the session that holds the permits ends before they were given back, as that of a lock's grant. */
  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** Gives the permits back, also where the proxy was disposed of. Calling it again does nothing more, unless it failed. */
  release(): Promise<void> {
    return this.#release.make();
  }

  /** Releases it. Does nothing where it is lost, so that the end of a block does not hide what the block threw. */
  [Symbol.asyncDispose](): Promise<void> {
    return dispose(this);
  }
}
