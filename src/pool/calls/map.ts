import type { Admission, Submitter, TaskOptions } from '../tasks/submission.js';
import { type Chunk, type ItemForm, makeChunks } from './chunks.js';
import { checkTaskOptions, whole } from './option-checks.js';
import { type ProgressBar, type ProgressOption, progressStarter } from './progress.js';
import { type Items, isPromise, knownLength, Source } from './source.js';
import type { TaskCaller, Underway } from './task-caller.js';
import { heedSignal, TaskGroup } from './task-group.js';

/**
 * How a map is to be done. What `TaskOptions` say holds for each of its chunks: `signal` ends all of them; `timeout` is
 * for one call of the task, so a chunk of 10 calls may run 10 times as long; `retries` repeats a whole chunk.
 */
export interface MapOptions extends TaskOptions {
  /**
   * How many items go to a worker together, as Python's `chunksize`. Default: so many that there are four chunks for
   * each worker. Items that are too much for one message (63 MiB) make smaller ones.
   */
  readonly chunkSize?: number;
  /** Shows on a terminal how far it has come. Default: not. */
  readonly progress?: ProgressOption;
}

/** Python's rule, where none is given: four chunks for each worker, for some items take longer than others. */
const CHUNKS_FOR_EACH_WORKER = 4;

/**
 * Begins a map: `Pool.map`, and `Pool.starmap` where each item is a list of arguments. The items are read to their end
 * and encoded before any of them is sent; if one cannot be, nothing runs. The results are in the order of the items.
 * After an error the other chunks are still done, and only then the promise rejects, with the first one in time.
 *
 * Throws `StateError` when the pool takes no tasks, and `ArgumentError` for wrong options and for what is not iterable.
 */
export function startMap(
  pool: Submitter,
  caller: TaskCaller,
  items: Items<unknown>,
  form: ItemForm,
  given: MapOptions,
): Underway<unknown[]> {
  const method = form === 'argument' ? 'map' : 'starmap';
  caller.check();
  checkTaskOptions(given, method, ['chunkSize', 'progress']);
  const { chunkSize, progress, signal, ...options } = given;
  whole(chunkSize, 1, 'chunkSize');
  signal?.throwIfAborted();
  const startBar = progressStarter(progress, knownLength(items));
  const source = new Source(items, `the items of ${method}, for task ${caller.name},`);
  const run = new MapRun({ pool, caller, form, source, options, chunkSize, startBar });
  const stopHeeding = heedSignal(signal, (reason) => run.abort(reason));
  return { promise: run.finish(stopHeeding), abort: (reason) => run.abort(reason) };
}

interface Plan {
  readonly pool: Submitter;
  readonly caller: TaskCaller;
  readonly form: ItemForm;
  readonly source: Source;
  readonly options: TaskOptions;
  readonly chunkSize: number | undefined;
  readonly startBar: () => ProgressBar;
}

/** One map, from the first item read to the last result. */
class MapRun {
  readonly #plan: Plan;
  readonly #group = new TaskGroup();
  readonly #admission: Admission;
  readonly #bar: ProgressBar;
  #results: unknown[] = [];
  #isRead = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#admission = plan.pool.admit({ terminated: (error) => this.abort(error) });
    this.#bar = plan.startBar();
    // What can be read at once is: its owner may change it afterwards.
    this.#read([]);
  }

  async finish(stopHeeding: () => void): Promise<unknown[]> {
    try {
      await this.#group.over;
      return this.#results;
    } finally {
      stopHeeding();
      this.#bar.end();
    }
  }

  abort(reason: unknown): void {
    this.#group.abort(reason);
    if (!this.#isRead) this.#giveUp(reason);
  }

  #read(items: unknown[]): void {
    const { source } = this.#plan;
    try {
      for (;;) {
        const step = source.next();
        if (isPromise(step)) return this.#readOn(items, step);
        if (step.done) return this.#begin(items);
        items.push(step.value);
      }
    } catch (error) {
      // It has ended by its own error: there is nothing to close.
      source.markEnded();
      this.#giveUp(error);
    }
  }

  #readOn(items: unknown[], step: Promise<IteratorResult<unknown, unknown>>): void {
    step.then(
      ({ done, value }) => {
        if (this.#isRead) return;
        if (done) return this.#begin(items);
        items.push(value);
        this.#read(items);
      },
      (error) => {
        this.#plan.source.markEnded();
        this.#giveUp(error);
      },
    );
  }

  #begin(items: readonly unknown[]): void {
    this.#plan.source.markEnded();
    this.#bar.expect(items.length);
    try {
      const chunks = this.#cut(items);
      this.#isRead = true;
      this.#results = new Array(items.length);
      for (const chunk of chunks) this.#submit(chunk);
      this.#group.seal();
    } catch (error) {
      // Of those that were submitted none is of use any more.
      this.#group.abort(error);
      this.#giveUp(error);
    }
    this.#admission.end();
  }

  #cut(items: readonly unknown[]): Chunk[] {
    const { caller, form, pool } = this.#plan;
    const chunkSize = this.#plan.chunkSize ?? Math.ceil(items.length / (pool.size * CHUNKS_FOR_EACH_WORKER));
    const chunks: Chunk[] = [];
    for (let first = 0; first < items.length; first += chunkSize) {
      for (const chunk of makeChunks(caller, items.slice(first, first + chunkSize), first, form)) {
        if ('error' in chunk) throw chunk.error;
        chunks.push(chunk);
      }
    }
    return chunks;
  }

  #submit({ first, count, call }: Chunk): void {
    const { options } = this.#plan;
    const submitted = this.#admission.submit({ call, form: 'chunk', options, calls: count });
    const onResult = (results: unknown) => {
      for (let index = 0; index < count; index++) this.#results[first + index] = (results as unknown[])[index];
    };
    this.#group.add(submitted, onResult, () => this.#bar.advance(count));
  }

  /** Runs no more than it does. Items that are still being read are not waited for: they may never come. */
  #giveUp(error: unknown): void {
    this.#isRead = true;
    // Closing is a courtesy to it here; the error is what there is to tell.
    this.#plan.source.close().catch(() => {});
    this.#admission.end();
    this.#group.seal({ error });
  }
}
