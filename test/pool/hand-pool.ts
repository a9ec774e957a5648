/** A pool whose tasks run when the test says so, to see what is submitted to it, and when. */
import { StateError } from '../../protocol/errors.js';
import type { TaskCaller } from '../../src/pool/calls/task-caller.js';
import { type Deferred, defer } from '../../src/pool/deferred.js';
import { pack } from '../../src/pool/messages/parcel.js';
import type { Admission, Guest, Submission, Submitted, Submitter } from '../../src/pool/tasks/submission.js';
import type { TaskCall } from '../../src/pool/tasks/task-call.js';
import { decodeValue } from '../../src/wire/index.js';

/** What was submitted, to be ended by the test. */
export class HandTask implements Submitted {
  readonly submission: Submission;
  readonly args: readonly unknown[];
  readonly #outcome: Deferred<unknown> = defer();
  isSettled = false;
  aborted: unknown;
  pulled = 0;
  isReturned = false;

  constructor(submission: Submission) {
    this.submission = submission;
    this.args = (submission.call as unknown as { readonly args: readonly unknown[] }).args;
    const settled = () => {
      this.isSettled = true;
    };
    this.promise.then(settled, settled);
  }

  get promise(): Promise<unknown> {
    return this.#outcome.promise;
  }

  /** The items of a chunk of a map. */
  get items(): unknown[] {
    return this.args.map((list) => (list as unknown[])[0]);
  }

  /** By default a chunk is done by giving the items back. */
  finish(result: unknown = this.items): void {
    this.#outcome.resolve(result);
  }

  fail(error: unknown): void {
    this.#outcome.reject(error);
  }

  abort(reason: unknown): void {
    this.aborted ??= reason;
  }

  /** It has stopped, as it was asked to. */
  stop(): void {
    this.fail(this.aborted);
  }

  pull(count: number): void {
    this.pulled += count;
  }

  return(): void {
    this.isReturned = true;
  }
}

export class HandPool implements Submitter {
  readonly size: number;
  readonly tasks: HandTask[] = [];
  readonly guests = new Set<Guest>();
  isOpen = true;

  constructor(size = 2) {
    this.size = size;
  }

  submit(submission: Submission): Submitted {
    if (!this.isOpen) throw new StateError('the pool is not running');
    const task = new HandTask(submission);
    this.tasks.push(task);
    return task;
  }

  admit(guest: Guest): Admission {
    if (!this.isOpen) throw new StateError('the pool is not running');
    this.guests.add(guest);
    return { submit: (submission) => this.submit(submission), end: () => this.guests.delete(guest) };
  }

  /** The items of each chunk that was submitted. */
  get chunks(): unknown[][] {
    return this.tasks.map(({ items }) => items);
  }

  /** Ends all that were submitted, in their order, until there are no more. */
  async finishAll(): Promise<void> {
    for (let at = 0; at < this.tasks.length; at++) {
      this.tasks[at]?.finish();
      await turn();
    }
  }
}

/** Makes calls for a hand pool, of a task `echo`. */
export const caller: TaskCaller = {
  name: 'echo',
  check() {},
  pack: (value, what, transfer) => pack(value, what, { transfer }),
  call: ({ bytes }) => ({ args: decodeValue(bytes) }) as unknown as TaskCall,
};

/** What is due by now has happened, also what that made due for the end of its turn of the event loop. */
export async function turn(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
}
