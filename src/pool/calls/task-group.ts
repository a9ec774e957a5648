import { onAbort } from '../../client/aborts.js';
import { defer } from '../deferred.js';
import type { Submitted } from '../tasks/submission.js';

/**
 * Several tasks that are one to their caller. It is over when all of them are: by then nothing of it runs. The first error
 * in time is what it rejects with, as Python's `MapResult`; the other tasks go on all the same.
 */
export class TaskGroup {
  readonly #running = new Set<Submitted>();
  readonly #outcome = defer<void>();
  #failure: { readonly error: unknown } | undefined;
  #isSealed = false;
  #aborted: { readonly reason: unknown } | undefined;

  /** Resolves, or rejects with the first error, when the group is sealed and none of its tasks runs. */
  get over(): Promise<void> {
    return this.#outcome.promise;
  }

  add(submitted: Submitted, onResult: (result: unknown) => void, onEnd: () => void = () => {}): void {
    this.#running.add(submitted);
    const end = () => {
      this.#running.delete(submitted);
      onEnd();
      this.#settleIfOver();
    };
    submitted.promise.then(
      (result) => {
        onResult(result);
        end();
      },
      (error) => {
        this.#failure ??= { error };
        end();
      },
    );
    if (this.#aborted) submitted.abort(this.#aborted.reason);
  }

  /** There will be no more tasks; `failure` if that is for an error. */
  seal(failure?: { readonly error: unknown }): void {
    this.#isSealed = true;
    this.#failure ??= failure;
    this.#settleIfOver();
  }

  /** Stops all of its tasks, also those that are yet to be added. */
  abort(reason: unknown): void {
    this.#aborted ??= { reason };
    for (const submitted of this.#running) submitted.abort(reason);
  }

  #settleIfOver(): void {
    if (!this.#isSealed || this.#running.size > 0) return;
    if (this.#failure) this.#outcome.reject(this.#failure.error);
    else this.#outcome.resolve();
  }
}

/** Calls `abort` with the reason when the signal aborts, also when it has; until the function returned is called. */
export function heedSignal(signal: AbortSignal | undefined, abort: (reason: unknown) => void): () => void {
  if (!signal) return () => {};
  if (!signal.aborted) return onAbort(signal, () => abort(signal.reason));
  abort(signal.reason);
  return () => {};
}
