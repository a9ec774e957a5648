import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import type { Packed } from '../messages/parcel.js';
import { type Transferable, transfersOf } from '../messages/transfer.js';
import type { Submitted, Submitter, TaskOptions } from '../tasks/submission.js';
import type { TaskCall } from '../tasks/task-call.js';
import { checkTaskOptions } from './option-checks.js';

/** Makes the calls of one task, for one call of a pool's method: all of them were asked for at one place of the program. */
export interface TaskCaller {
  /** What messages call the task, also where it is none. */
  readonly name: string;
  /** Throws `ArgumentError` for what is no task. */
  check(): void;
  /** Encodes what a worker is to have, as it is now. Throws `EncodingError`, with the path from `what`; then nothing was given away. */
  pack(value: unknown, what: string, transfer: readonly Transferable[]): Packed;
  /** A call with these arguments: a list of them; for a chunk, a list of such lists. */
  call(args: Packed): TaskCall;
}

/** Some work that was begun, of one task or of many. */
export interface Underway<Result> {
  /** Settles once, when nothing of the work runs any more. Nobody's handler is on it. */
  readonly promise: Promise<Result>;
  /** Ends it: what waits does not run, what runs is stopped. The promise rejects with the reason. */
  abort(reason: unknown): void;
}

/** The call `task(...args)`. Throws `ArgumentError` and `EncodingError`. */
export function callWith(caller: TaskCaller, args: readonly unknown[]): TaskCall {
  caller.check();
  return caller.call(packArguments(caller, args, transfersOf));
}

/** Encodes a task's arguments. Throws `ArgumentError` for what is no list of them. */
export function packArguments(
  caller: TaskCaller,
  args: readonly unknown[],
  givenAwayBy: (args: readonly unknown[]) => readonly Transferable[],
): Packed {
  checkArguments(args, caller.name);
  return caller.pack(args, `task ${caller.name}: arguments`, givenAwayBy(args));
}

/** Throws `ArgumentError` for what is no list of arguments. */
export function checkArguments(args: unknown, task: string): void {
  if (Array.isArray(args)) return;
  throw new ArgumentError(
    `the arguments of task ${task} must be an array, and options come after it; got ${describe(args)}`,
  );
}

/** Nothing but the defaults. */
const usual: TaskOptions = {};

/** Begins `task(...args)`: `Pool.apply`. `method` is how messages call that. */
export function startCall(
  pool: Submitter,
  caller: TaskCaller,
  method: string,
  args: readonly unknown[] = [],
  options: TaskOptions = usual,
): Submitted {
  if (options !== usual) checkTaskOptions(options, method);
  return pool.submit({ call: callWith(caller, args), form: 'call', options });
}
