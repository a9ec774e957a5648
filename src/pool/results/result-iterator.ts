import { inspect } from 'node:util';
import { TimeoutError } from '../../../protocol/errors.js';
import { LONGEST_TIMER_MS } from '../../objects/timers.js';
import { type Deferred, defer } from '../deferred.js';
import { Fifo } from '../fifo.js';
import type { Feed, Outcome } from './outcome.js';
import { timeoutIn, type WaitOptions } from './waiting.js';

type Step<Result> = IteratorResult<Result, undefined>;

/**
 * Results that come one by one, as Python's `IMapIterator`: of `imap`, `imapUnordered`, `stream` and `reports`.
 *
 * `for await` ends at the first error, as over any generator, and when it is left early, nobody else can go on with the
 * rest. `next()` alone goes on after an error of one item, as in Python. Several calls of `next` may wait; they are
 * served in their order. Leaving the loop, `return()`, and the end of an `await using` block stop the tasks that wait or
 * run for it, and resolve when none of them does any more.
 */
export class ResultIterator<Result> implements AsyncIterableIterator<Result, undefined>, AsyncDisposable {
  readonly #feed: Feed<Result>;
  readonly #name: string;
  readonly #waiting = new Fifo<Deferred<Step<Result>>>();
  #isServing = false;
  #hasNews = false;
  #isDone = false;
  #closed: Promise<void> | undefined;

  /** Pools make these. `open` is given what the feed has to call when there is something new to take. */
  constructor(name: string, open: (onChange: () => void) => Feed<Result>) {
    this.#name = name;
    let isOpen = false;
    this.#feed = open(() => {
      // A feed may have news while it is being made: then nobody waits for them.
      if (isOpen) this.#serve();
    });
    isOpen = true;
  }

  /**
   * The next result. Rejects with what its task threw, and with `TimeoutError` when it does not come in `timeout`
   * milliseconds (0: when it is not there): then the next call gets it. Python: `IMapIterator.next(timeout)`.
   */
  async next(options?: WaitOptions): Promise<Step<Result>> {
    const timeout = timeoutIn(options, `next of ${this.#name}`);
    const waiter = defer<Step<Result>>();
    this.#waiting.push(waiter);
    this.#serve();
    const timer = timeout === undefined ? undefined : this.#expire(waiter, timeout);
    try {
      return await waiter.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it: nothing more comes, and what waits or runs for it is stopped. */
  async return(): Promise<Step<Result>> {
    this.#isDone = true;
    this.#closed ??= this.#feed.close();
    this.#serve();
    await this.#closed;
    return { done: true, value: undefined };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Result, undefined, undefined> {
    try {
      for (;;) {
        const step = await this.next();
        if (step.done) return undefined;
        yield step.value;
      }
    } finally {
      await this.return();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  toString(): string {
    return `ResultIterator(${this.#name}, ${this.#isDone ? 'done' : 'open'})`;
  }

  [inspect.custom](): string {
    return `[holdall ${this.toString()}]`;
  }

  /** Taking one result may make the feed have news, while that result is not handed over yet. */
  #serve(): void {
    this.#hasNews = true;
    if (this.#isServing) return;
    this.#isServing = true;
    while (this.#hasNews) {
      this.#hasNews = false;
      this.#serveWhatIsThere();
    }
    this.#isServing = false;
  }

  /** Gives to those who wait what is there, first come, first served. */
  #serveWhatIsThere(): void {
    for (let waiter = this.#waiting.first; waiter; waiter = this.#waiting.first) {
      const outcome = this.#isDone ? undefined : this.#feed.take();
      if (!outcome && !this.#isDone) return;
      this.#waiting.shift();
      this.#settle(waiter, outcome);
    }
  }

  #settle(waiter: Deferred<Step<Result>>, outcome: Outcome<Result> | undefined): void {
    if (outcome?.kind === 'value') return waiter.resolve({ done: false, value: outcome.value });
    if (outcome?.kind === 'error') return waiter.reject(outcome.error);
    this.#isDone = true;
    waiter.resolve({ done: true, value: undefined });
  }

  #expire(waiter: Deferred<Step<Result>>, timeout: number): NodeJS.Timeout | undefined {
    const late = () => {
      this.#waiting.remove(waiter);
      waiter.reject(
        new TimeoutError(`no result of ${this.#name} came within ${timeout} ms; it comes with a later next()`),
      );
    };
    // Longer is for ever.
    if (timeout > LONGEST_TIMER_MS) return undefined;
    if (timeout > 0) return setTimeout(late, timeout);
    late();
    return undefined;
  }
}
