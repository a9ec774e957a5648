/**
 * What a program and its workers tell each other. A message has at most one parcel, always in its field `parcel`: on the
 * way its bytes travel beside the message, as they are (see frames.ts).
 */
import type { Id } from '../../../protocol/messages.js';
import type { Credentials } from '../../client/handshake.js';
import type { Parcel } from './parcel.js';

/** How an order's task is called, and what its answers are. */
export type OrderForm =
  /** `task(...args)`, answered by what it returns. */
  | 'call'
  /** Once for each list of arguments in a list of such lists, answered by the list of results or by the first error. */
  | 'chunk'
  /** As `call`, but what it returns is iterated: `yielded` for its values, as `pull` asks for them, and then `done`. */
  | 'stream';

/** One call of a task, ready to be sent. */
export interface Order {
  /** The number under which the worker was told of the task. */
  readonly task: number;
  /** The number under which it was told of the broker whose manager `Manager.current()` gives to the task; 0: of none. */
  readonly broker: number;
  /** The arguments. */
  readonly parcel: Parcel;
}

export type ToWorker =
  /** Comes ahead of the first order that needs this broker. Never in arguments or environment, which others can read. */
  | { readonly kind: 'broker'; readonly broker: number; readonly id: Id; readonly credentials: Credentials }
  /** Comes ahead of the first order for this task. */
  | { readonly kind: 'task'; readonly task: number; readonly module: string; readonly name: string }
  /** The worker is one of a pool, and has no initializer to run. Answered by `ready`. */
  | { readonly kind: 'welcome'; readonly worker: number }
  /** As `welcome`, but its initializer is run first; when that fails, the worker ends, `dying` with the error. */
  | ({ readonly kind: 'initialize'; readonly worker: number } & Order)
  /** Answered by `begun` when its turn has come, and then by `done` or `failed`; by nothing if it is recalled before. */
  | ({
      readonly kind: 'run';
      readonly number: number;
      readonly form: OrderForm;
      /** 1, or more for a task whose earlier workers were lost. */
      readonly attempt: number;
    } & Order)
  /** The task is all that the worker is for; answered by its end alone. `name` is what it calls itself in messages. */
  | ({ readonly kind: 'embody'; readonly name: string } & Order)
  /** The task is to stop, for the reason in the parcel: its signal is aborted. One that goes on is not waited for long. */
  | { readonly kind: 'stop'; readonly number: number; readonly parcel: Parcel }
  /** A stream may send so many more values. */
  | { readonly kind: 'pull'; readonly number: number; readonly count: number }
  /** Nobody wants the rest of a stream: its iterator is returned. Answered by `done` or `failed` all the same. */
  | { readonly kind: 'return'; readonly number: number }
  /** The program refers to the objects in that parcel itself now: the worker need not keep them any longer. */
  | { readonly kind: 'received'; readonly id: number }
  /** There will be no more orders. */
  | { readonly kind: 'end' };

export type FromWorker =
  | { readonly kind: 'ready' }
  /** The task is about to run. Has left the worker before it does: what was not begun has certainly not run. */
  | { readonly kind: 'begun'; readonly number: number }
  | Answer
  /** A list of values of a stream. */
  | { readonly kind: 'yielded'; readonly number: number; readonly id: number; readonly parcel: Parcel }
  /** What the running task reports of its progress. */
  | { readonly kind: 'report'; readonly number: number; readonly id: number; readonly parcel: Parcel }
  /** An error that nobody caught is about to end the worker. Sent where it can still be sent; without shared objects. */
  | { readonly kind: 'dying'; readonly parcel: Parcel };

/** What a task returned, or what it threw. */
export interface Answer {
  readonly kind: 'done' | 'failed';
  readonly number: number;
  /** The worker keeps the objects of each of its parcels until it hears that this one was received. */
  readonly id: number;
  readonly parcel: Parcel;
  /** How long the task ran, in milliseconds. */
  readonly ranMs: number;
  /** What the worker uses after it, in bytes: a process's resident set, a thread's heap. 0 when it was not measured. */
  readonly memoryBytes: number;
}
