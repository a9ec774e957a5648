/** What the proxies of all that is acquired and held have in common. */
import { NotOwnerError, TimeoutError } from '../../protocol/errors.js';
import { checkFunction } from './functions.js';
import { type CallOptions, withTimeout } from './shared-object.js';

/** What `acquire` resolves to if it does within the time given, or at once where none is; otherwise `undefined`. */
export async function ifInTime<Grant>(
  acquire: (options: CallOptions | undefined) => Promise<Grant>,
  options: CallOptions | undefined,
): Promise<Grant | undefined> {
  try {
    return await acquire(options?.timeout === undefined ? withTimeout(options, 0) : options);
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}

/** The giving back of something held: once, however often it is asked for. Where it failed, who asks again tries again. */
export class Return {
  readonly #giveBack: (options: CallOptions | undefined) => Promise<void>;
  #given: Promise<void> | undefined;

  constructor(giveBack: (options: CallOptions | undefined) => Promise<void>) {
    this.#giveBack = giveBack;
  }

  make(): Promise<void> {
    this.#given ??= this.#try(undefined);
    return this.#given;
  }

  /** For who means this one time: rejects with `NotOwnerError` where it was made before. `what` names the call. */
  async makeFirst(what: string, options: CallOptions | undefined): Promise<void> {
    if (this.#given !== undefined) throw new NotOwnerError(`${what}: this grant was released before`);
    this.#given = this.#try(options);
    return this.#given;
  }

  async #try(options: CallOptions | undefined): Promise<void> {
    try {
      await this.#giveBack(options);
    } catch (error) {
      this.#given = undefined;
      throw error;
    }
  }
}

/** What is held for a while. */
export interface Held extends AsyncDisposable {
  /** Aborts when it is lost. */
  readonly lost: AbortSignal;
  /** Rejects where it is lost. */
  release(): Promise<void>;
}

/** Disposes of what is held. Of what is lost nothing is left to give back: how its block ended is all there is to tell. */
export async function dispose(held: Held): Promise<void> {
  try {
    await held.release();
  } catch (error) {
    if (!held.lost.aborted) throw error;
  }
}

/** Runs `fn` while holding what `acquire` gives; nothing is acquired for what is no function. `what` names the caller. */
export async function runHolding<Grant extends Held, R>(
  what: string,
  acquire: () => Promise<Grant>,
  fn: (grant: Grant) => R | PromiseLike<R>,
): Promise<R> {
  checkFunction(fn, `argument fn of ${what}`);
  const grant = await acquire();
  return whileHolding(grant, () => fn(grant));
}

/**
 * Runs `fn` and then gives `grant` back. Where `fn` does not fail, that the grant is lost rejects: what `fn` did was not
 * protected. Where it does, its error is what counts.
 */
export async function whileHolding<R>(held: Held, fn: () => R | PromiseLike<R>): Promise<R> {
  await using grant = held;
  const result = await fn();
  await grant.release();
  return result;
}
