import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { isIterable } from '../../objects/iterables.js';
import { transfersOf } from '../messages/transfer.js';
import type { TaskCall } from '../tasks/task-call.js';
import type { TaskCaller } from './task-caller.js';

/** Calls of a task for some items in a row, which travel together. */
export interface Chunk {
  /** The index of the first item. */
  readonly first: number;
  readonly count: number;
  readonly call: TaskCall;
}

/** An item that cannot travel. */
export interface Refusal {
  readonly first: number;
  readonly count: 1;
  readonly error: unknown;
}

/** How an item becomes a task's arguments: it is the only one, or it holds all of them. */
export type ItemForm = 'argument' | 'arguments';

/**
 * Makes items ready for a worker. Those that are too much for one message become several chunks, and one that cannot
 * travel at all is a refusal, whose error has the path to the offender: `task echo: items[17].done`.
 */
export function makeChunks(
  caller: TaskCaller,
  items: readonly unknown[],
  first: number,
  form: ItemForm,
): (Chunk | Refusal)[] {
  const lists = items.map((item, index) => (form === 'argument' ? [item] : argumentsIn(item, caller, first + index)));
  return pack(caller, lists, first, form);
}

function pack(
  caller: TaskCaller,
  lists: readonly (readonly unknown[])[],
  first: number,
  form: ItemForm,
): (Chunk | Refusal)[] {
  try {
    const call = caller.call(caller.pack(lists, `task ${caller.name}: items`, lists.flatMap(transfersOf)));
    return [{ first, count: lists.length, call }];
  } catch (error) {
    if (lists.length === 1) return [refusal(caller, lists[0] as readonly unknown[], first, form, error)];
    const half = lists.length >> 1;
    const [front, back] = [lists.slice(0, half), lists.slice(half)];
    return [...pack(caller, front, first, form), ...pack(caller, back, first + half, form)];
  }
}

/** The same again, for the path: that in a chunk would lead through lists which the caller does not know of. */
function refusal(
  caller: TaskCaller,
  args: readonly unknown[],
  index: number,
  form: ItemForm,
  chunkError: unknown,
): Refusal {
  try {
    caller.pack(form === 'argument' ? args[0] : args, `task ${caller.name}: items[${index}]`, transfersOf(args));
    return { first: index, count: 1, error: chunkError };
  } catch (error) {
    return { first: index, count: 1, error };
  }
}

function argumentsIn(item: unknown, caller: TaskCaller, index: number): readonly unknown[] {
  if (typeof item === 'string' || isIterable(item)) return [...item];
  throw new ArgumentError(
    `task ${caller.name}: items[${index}] must be a list of arguments, as [1, 2]; got ${describe(item)}`,
  );
}
