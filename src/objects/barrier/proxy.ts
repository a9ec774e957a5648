import { checkFunction } from '../functions.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { barrierOperations } from './operations.js';

/**
 * How a barrier is made. A new one needs them; who opens one by name that is there already may leave them out, and gets
 * `OptionsConflictError` on first use for others than it has.
 */
export interface BarrierOptions {
  /** How many must have come before all go on. A whole number from 1. */
  readonly parties: number;
  /** How long those wait who set themselves no limit, in milliseconds. Default: for ever. */
  readonly timeout?: number;
}

export interface BarrierWaitOptions extends CallOptions {
  /**
   * Run once all have come and before any goes on, by the last who came: if that one gives none, nobody's is run. Others
   * wait for it. If it throws, the barrier is broken.
   */
  readonly action?: () => unknown;
}

/**
 * A place where programs wait for each other until all are there, as Python's `threading.Barrier`; then it can be used
 * again. All who wait go on, or all reject with `BrokenBarrierError`: when one of them waited too long, gave up or ended,
 * or the barrier was aborted or reset. PROTOCOL.md, "Barrier".
 */
export class SharedBarrier extends SharedObject<typeof barrierOperations> {
  constructor(reference: Reference) {
    super(reference, barrierOperations);
  }

  /**
   * Waits until all parties have come. Resolves to the place in the order of arrival: 0 for who came first. Rejects with
   * `BrokenBarrierError`, as described there; with what the action threw, where it was run here. A `timeout` or a signal
   * that ends the wait breaks the barrier for all. Who comes while an action runs is of the next round, and rejects with
   * `TimeoutError` when that does not begin in time, which breaks nothing.
   */
  async wait(options?: BarrierWaitOptions): Promise<number> {
    const { action, given } = split(options);
    return this.asOne(async (invoke) => {
      const [index, number] = await invoke('wait', [], given);
      if (number !== null) await act(action, (ok) => invoke('actionDone', [number, ok]));
      return index;
    });
  }

  /** Breaks the barrier: all who wait, and who come from now on, reject with `BrokenBarrierError` until it is reset. */
  abort(options?: CallOptions): Promise<void> {
    return this.invoke('abort', [], options);
  }

  /** Makes the barrier new. Who waits at that moment rejects with `BrokenBarrierError`. */
  reset(options?: CallOptions): Promise<void> {
    return this.invoke('reset', [], options);
  }

  /** How many must come. */
  parties(options?: CallOptions): Promise<number> {
    return this.invoke('parties', [], options);
  }

  /** How many are there and wait at this moment. */
  nWaiting(options?: CallOptions): Promise<number> {
    return this.invoke('nWaiting', [], options);
  }

  broken(options?: CallOptions): Promise<boolean> {
    return this.invoke('broken', [], options);
  }
}

async function act(action: (() => unknown) | undefined, report: (ok: boolean) => Promise<void>): Promise<void> {
  try {
    await action?.();
  } catch (error) {
    // Whatever becomes of the report (without it the barrier breaks with the session): the caller must know this.
    await report(false).catch(() => {});
    throw error;
  }
  await report(true);
}

/** The action, and the options of the call, which tells only whether there is one. What are no options the call refuses. */
function split(options: BarrierWaitOptions | undefined): {
  readonly action?: (() => unknown) | undefined;
  readonly given: CallOptions | undefined;
} {
  if (!isPlainObject(options)) return { given: options };
  const { ...given }: BarrierWaitOptions = options;
  const { action } = given;
  if (action !== undefined) checkFunction(action, 'option action of barrier.wait');
  return { action, given: { ...given, action: action !== undefined } as CallOptions };
}
