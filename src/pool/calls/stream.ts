import { Fifo } from '../fifo.js';
import { END, type Feed, type Outcome } from '../results/outcome.js';
import { ResultIterator } from '../results/result-iterator.js';
import type { Submitted, Submitter, TaskOptions } from '../tasks/submission.js';
import { checkTaskOptions, whole } from './option-checks.js';
import { callWith, type TaskCaller } from './task-caller.js';

/** What a task can return to be streamed: what a generator or an async generator does, or any other iterable. */
export type Streamable<Value> =
  | Iterable<Value>
  | AsyncIterable<Value>
  | Promise<Iterable<Value>>
  | Promise<AsyncIterable<Value>>;

export interface StreamOptions extends TaskOptions {
  /** How many values the task may yield ahead of those that were taken. Default: 16. */
  readonly highWaterMark?: number;
}

/** As Node's own streams of objects. */
const DEFAULT_HIGH_WATER_MARK = 16;

/**
 * Begins a task whose values come one by one: `Pool.stream`. Throws `StateError` when the pool takes no tasks,
 * `ArgumentError` for wrong options, and `EncodingError` for arguments that cannot travel.
 */
export function startStream<Value>(
  pool: Submitter,
  caller: TaskCaller,
  args: readonly unknown[] = [],
  given: StreamOptions = {},
): ResultIterator<Value> {
  checkTaskOptions(given, 'stream', ['highWaterMark']);
  const { highWaterMark = DEFAULT_HIGH_WATER_MARK, ...options } = given;
  whole(highWaterMark, 1, 'highWaterMark');
  const call = callWith(caller, args);
  return new ResultIterator<Value>(`stream of task ${caller.name}`, (onChange) => {
    const feed = new StreamFeed<Value>(highWaterMark, onChange);
    const onYield = (values: readonly unknown[]) => feed.add(values as readonly Value[]);
    feed.follow(pool.submit({ call, form: 'stream', options, onYield }));
    return feed;
  });
}

/** The values of a stream that have come and were not taken. As many more may come as were taken. */
class StreamFeed<Value> implements Feed<Value> {
  readonly #highWaterMark: number;
  readonly #onChange: () => void;
  readonly #values = new Fifo<Value>();
  #submitted: Submitted | undefined;
  /** How many were taken since more were asked for. */
  #taken = 0;
  #isOver = false;
  /** Is taken after all values. */
  #failure: { readonly error: unknown } | undefined;

  constructor(highWaterMark: number, onChange: () => void) {
    this.#highWaterMark = highWaterMark;
    this.#onChange = onChange;
  }

  follow(submitted: Submitted): void {
    this.#submitted = submitted;
    const end = (failure?: { readonly error: unknown }) => {
      this.#isOver = true;
      this.#failure = failure;
      this.#onChange();
    };
    submitted.promise.then(
      () => end(),
      (error) => end({ error }),
    );
    submitted.pull(this.#highWaterMark);
  }

  add(values: readonly Value[]): void {
    for (const value of values) this.#values.push(value);
    this.#onChange();
  }

  take(): Outcome<Value> | undefined {
    if (this.#values.length > 0) {
      const value = this.#values.shift() as Value;
      this.#askForMore();
      return { kind: 'value', value };
    }
    if (!this.#isOver) return undefined;
    if (!this.#failure) return END;
    const { error } = this.#failure;
    this.#failure = undefined;
    return { kind: 'error', error };
  }

  /** Rejects with what the task throws when it is ended, as a generator's `return` does. */
  async close(): Promise<void> {
    this.#values.drain();
    if (this.#isOver) return;
    this.#submitted?.return();
    await this.#submitted?.promise;
  }

  /** Not for each of them: a message for half of them is as good. */
  #askForMore(): void {
    this.#taken += 1;
    if (this.#isOver || this.#taken * 2 < this.#highWaterMark) return;
    this.#submitted?.pull(this.#taken);
    this.#taken = 0;
  }
}
