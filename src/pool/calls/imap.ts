import { ResultIterator } from '../results/result-iterator.js';
import type { Submitter, TaskOptions } from '../tasks/submission.js';
import { ImapFeed } from './imap-feed.js';
import { checkTaskOptions, whole } from './option-checks.js';
import { type ProgressOption, progressStarter } from './progress.js';
import { type Items, knownLength, Source } from './source.js';
import type { TaskCaller } from './task-caller.js';

/**
 * How an `imap` is to be done. What `TaskOptions` say holds for each of its chunks: `timeout` is for one call of the task,
 * so a chunk of 10 calls may run 10 times as long; `retries` repeats a whole chunk. `signal` ends the whole: `next()`
 * rejects with its reason, and then there is no more.
 */
export interface ImapOptions extends TaskOptions {
  /**
   * How many items go to a worker together, as Python's `chunksize`. Default: 1. The calls of a chunk succeed or fail
   * together: an error stands in the place of all their results. While the items come slowly and a worker would have
   * nothing to do, fewer go together.
   */
  readonly chunkSize?: number;
  /**
   * How many items may be read ahead of the results that were taken. Default: four chunks for each worker, as in a map:
   * one that runs, one that waits behind it, and as many again for results that wait for an earlier one.
   */
  readonly highWaterMark?: number;
  /** Shows on a terminal how far it has come. Default: not. */
  readonly progress?: ProgressOption;
}

/** For each worker; see `highWaterMark`. */
const CHUNKS_READ_AHEAD = 4;

/**
 * Begins a lazy map: `Pool.imap` where `isOrdered`, else `Pool.imapUnordered`. Throws `StateError` when the pool takes no
 * tasks, and `ArgumentError` for wrong options and for what is not iterable.
 */
export function startImap<Result>(
  pool: Submitter,
  caller: TaskCaller,
  items: Items<unknown>,
  isOrdered: boolean,
  given: ImapOptions,
): ResultIterator<Result> {
  const method = isOrdered ? 'imap' : 'imapUnordered';
  caller.check();
  checkTaskOptions(given, method, ['chunkSize', 'highWaterMark', 'progress']);
  const { chunkSize = 1, highWaterMark, progress, signal, ...options } = given;
  whole(chunkSize, 1, 'chunkSize');
  whole(highWaterMark, 1, 'highWaterMark');
  const name = `${method} of task ${caller.name}`;
  const startBar = progressStarter(progress, knownLength(items));
  const source = new Source(items, `the items of ${method}, for task ${caller.name},`);
  return new ResultIterator<Result>(name, (onChange) => {
    const feed = new ImapFeed<Result>({
      pool,
      caller,
      source,
      isOrdered,
      chunkSize,
      highWaterMark: highWaterMark ?? pool.size * CHUNKS_READ_AHEAD * chunkSize,
      options,
      startBar,
      onChange,
    });
    feed.start(signal);
    return feed;
  });
}
