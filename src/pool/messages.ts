/**
 * What a program and a worker process tell each other over the IPC channel of `fork`. A task may use that channel for
 * messages of its own, so each of ours is known by its field `holdall`.
 */
import { types } from 'node:util';
import type { Id } from '../../protocol/messages.js';
import type { Credentials } from '../client/handshake.js';
import type { Parcel } from './parcel.js';
import type { TaskIdentity } from './task.js';

/** One call of a task, ready to be sent. */
export interface Order extends TaskIdentity {
  readonly args: Parcel;
  /** The broker of the manager that `Manager.current()` gives to the task. */
  readonly broker: Id | undefined;
}

export type ToWorker =
  /** Comes ahead of the first order that needs this broker. Never in arguments or environment, which others can read. */
  | { readonly holdall: 'broker'; readonly broker: Id; readonly credentials: Credentials }
  /** Answered by `done` or `failed`, before the next one is sent. */
  | { readonly holdall: 'run'; readonly number: number; readonly order: Order }
  /** The task is all that this process is for; answered by its end alone. `name` is what it calls itself in messages. */
  | { readonly holdall: 'embody'; readonly name: string; readonly order: Order }
  /** The program refers to the objects in result `number` itself now: the worker need not keep them any longer. */
  | { readonly holdall: 'received'; readonly number: number }
  /** There will be no more orders. */
  | { readonly holdall: 'end' };

export type FromWorker =
  | { readonly holdall: 'ready' }
  | Answer
  /** An error that nobody caught is about to end the process. Sent where it can still be sent. */
  | { readonly holdall: 'dying'; readonly error: Uint8Array };

/** What a task returned, or what it threw. */
export interface Answer {
  readonly holdall: 'done' | 'failed';
  readonly number: number;
  readonly parcel: Parcel;
}

/** Messages to a worker need no more than the mark: nobody but us has the program's end of the channel. */
export function isToWorker(message: unknown): message is ToWorker {
  return typeof message === 'object' && message !== null && 'holdall' in message;
}

/** Whether a worker can have said this. Its end of the channel is open to tasks, which may send what looks like ours. */
export function isFromWorker(message: unknown): message is FromWorker {
  if (typeof message !== 'object' || message === null) return false;
  const { holdall, number, parcel, error } = message as Partial<Record<string, unknown>>;
  if (holdall === 'done' || holdall === 'failed') return typeof number === 'number' && isParcel(parcel);
  return holdall === 'ready' || (holdall === 'dying' && types.isUint8Array(error));
}

function isParcel(value: unknown): value is Parcel {
  if (typeof value !== 'object' || value === null) return false;
  const { bytes, objects } = value as Partial<Record<keyof Parcel, unknown>>;
  return types.isUint8Array(bytes) && Array.isArray(objects);
}
