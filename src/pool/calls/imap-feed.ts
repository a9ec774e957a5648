import { Fifo } from '../fifo.js';
import { abortError } from '../results/abort-error.js';
import { END, type Feed, type Outcome } from '../results/outcome.js';
import type { Admission, Submitted, Submitter, TaskOptions } from '../tasks/submission.js';
import type { TaskCall } from '../tasks/task-call.js';
import { makeChunks } from './chunks.js';
import { ImapIntake } from './imap-intake.js';
import type { ProgressBar } from './progress.js';
import type { Source } from './source.js';
import type { TaskCaller } from './task-caller.js';
import { heedSignal } from './task-group.js';

export interface ImapPlan {
  readonly pool: Submitter;
  readonly caller: TaskCaller;
  readonly source: Source;
  readonly isOrdered: boolean;
  readonly chunkSize: number;
  readonly highWaterMark: number;
  readonly options: TaskOptions;
  readonly startBar: () => ProgressBar;
  /** Is called when there may be something new to take. */
  readonly onChange: () => void;
}

type BatchOutcome = { readonly results: readonly unknown[] } | { readonly error: unknown };

/** The results of some items that went to a worker together. */
interface Batch {
  readonly count: number;
  /** How many of its results were taken. */
  taken: number;
  outcome?: BatchOutcome;
}

/** An `imap`, between the items that it reads and the results that are taken. */
export class ImapFeed<Result> implements Feed<Result> {
  readonly #plan: ImapPlan;
  readonly #admission: Admission;
  readonly #bar: ProgressBar;
  readonly #intake: ImapIntake;
  readonly #running = new Set<Submitted>();
  /** In the order in which they will be taken: that of the items, or that in which they were done. */
  readonly #line = new Fifo<Batch>();
  /** Counts of items. */
  #done = 0;
  #taken = 0;
  /** `join()` waits for the end: nobody may be there to take results. */
  #isAwaited = false;
  /** No result is wanted any more. */
  #isDropped = false;
  #stopHeeding = () => {};

  /** Throws `StateError` when the pool takes no tasks. */
  constructor(plan: ImapPlan) {
    this.#plan = plan;
    this.#admission = plan.pool.admit({
      awaited: () => {
        this.#isAwaited = true;
        this.#goAndTell();
      },
      terminated: (error) => this.#fail(error),
    });
    this.#bar = plan.startBar();
    this.#intake = new ImapIntake(plan.source, plan.chunkSize, {
      limit: () => (this.#isAwaited ? Math.max(this.#done, this.#taken) : this.#taken) + plan.highWaterMark,
      isIdle: () => this.#running.size < plan.pool.size,
      isStarved: () => this.#running.size === 0 && this.#line.length === 0,
      send: (items, first) => this.#send(items, first),
      onNews: () => this.#goAndTell(),
    });
  }

  start(signal: AbortSignal | undefined): void {
    this.#stopHeeding = heedSignal(signal, (reason) => this.#abort(reason));
    this.#go();
  }

  take(): Outcome<Result> | undefined {
    const batch = this.#line.first;
    if (batch) return batch.outcome && this.#takeFrom(batch, batch.outcome);
    if (!this.#isOver) return undefined;
    const failure = this.#intake.takeFailure();
    return failure ? { kind: 'error', error: failure.error } : END;
  }

  async close(): Promise<void> {
    const dropped = this.#drop(abortError(`nobody wants the results of task ${this.#plan.caller.name} any more`));
    await Promise.allSettled([...this.#running].map(({ promise }) => promise));
    await dropped;
  }

  get #isOver(): boolean {
    return this.#intake.isOver && this.#running.size === 0;
  }

  #go(): void {
    this.#intake.go();
    if (this.#intake.isOver) this.#admission.end();
    if (!this.#isOver) return;
    this.#stopHeeding();
    this.#bar.end();
  }

  #goAndTell(): void {
    this.#go();
    this.#plan.onChange();
  }

  #send(items: readonly unknown[], first: number): void {
    const { caller } = this.#plan;
    for (const part of makeChunks(caller, items, first, 'argument')) {
      const batch: Batch = { count: part.count, taken: 0 };
      if (this.#plan.isOrdered) this.#line.push(batch);
      if ('error' in part) this.#settle(batch, { error: part.error });
      else this.#submit(batch, part.call);
    }
  }

  #submit(batch: Batch, call: TaskCall): void {
    try {
      const { options } = this.#plan;
      const submitted = this.#admission.submit({ call, form: 'chunk', options, calls: batch.count });
      this.#running.add(submitted);
      const settle = (outcome: BatchOutcome) => {
        this.#running.delete(submitted);
        this.#settle(batch, outcome);
        this.#goAndTell();
      };
      submitted.promise.then(
        (results) => settle({ results: results as unknown[] }),
        (error) => settle({ error }),
      );
    } catch (error) {
      // The pool takes none of the others either.
      this.#settle(batch, { error });
      void this.#intake.drop().catch(() => {});
    }
  }

  #settle(batch: Batch, outcome: BatchOutcome): void {
    this.#done += batch.count;
    this.#bar.advance(batch.count);
    if (this.#isDropped) return;
    batch.outcome = outcome;
    if (!this.#plan.isOrdered) this.#line.push(batch);
  }

  #takeFrom(batch: Batch, outcome: BatchOutcome): Outcome<Result> {
    const isError = 'error' in outcome;
    const index = batch.taken;
    const taken = isError ? batch.count : 1;
    batch.taken += taken;
    this.#taken += taken;
    if (batch.taken === batch.count) this.#line.shift();
    this.#go();
    if (isError) return { kind: 'error', error: outcome.error };
    return { kind: 'value', value: outcome.results[index] as Result };
  }

  /** What was read before is still taken; then this. */
  #fail(error: unknown): void {
    // Closing the items is a courtesy to them here; the error is what there is to tell.
    this.#intake.drop({ error }).catch(() => {});
    this.#goAndTell();
  }

  #abort(reason: unknown): void {
    this.#drop(reason).catch(() => {});
    this.#plan.onChange();
  }

  #drop(reason: unknown): Promise<void> {
    this.#isDropped = true;
    this.#line.drain();
    for (const submitted of this.#running) submitted.abort(reason);
    const dropped = this.#intake.drop({ error: reason });
    this.#go();
    return dropped;
  }
}
