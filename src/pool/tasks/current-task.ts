import { AsyncLocalStorage } from 'node:async_hooks';
import { sharedByCopies } from '../shared-by-copies.js';

/** What a running task knows of itself, and whom it can tell how far it is. */
export interface CurrentTask {
  /** The name under which it was registered; '' outside of a task. */
  readonly name: string;
  /** The worker's place in its pool, from 0; -1 outside of a task. */
  readonly worker: number;
  /** 1, or more where the workers that ran it before were lost and it was submitted with `retries`. */
  readonly attempt: number;
  /**
   * Aborts when the task is to stop, with the reason: its caller does not want it any more, or its time is over. Hand it
   * on to what takes signals. A task that goes on regardless is killed with its worker after the pool's `stopGrace`.
   */
  readonly signal: AbortSignal;
  /** Whether the task is to stop. Tells it also to a task that never awaits anything, where `signal` cannot abort. */
  readonly isAskedToStop: boolean;
  /**
   * Tells the program how far the task is: `onReport` of its caller, and the pool's `report` event, are given the value.
   * Nobody waits for it. Throws `EncodingError` for what cannot travel. Ignored outside of a task and after its end.
   */
  report(value: unknown): void;
}

/** Tasks can be called as the functions that they are: then there is nobody to stop them, and nobody to report to. */
const outside: CurrentTask = {
  name: '',
  worker: -1,
  attempt: 1,
  // A new one for each: who listens to a signal that lives for ever is never forgotten.
  get signal() {
    return new AbortController().signal;
  },
  isAskedToStop: false,
  report: () => {},
};

/**
 * A worker runs one task at a time, yet what an earlier one left running must not take itself for the present one; only
 * an `AsyncLocalStorage` tells them apart. But from its first use on, every `await` in the process costs threefold. So
 * it is used once a task has asked for the first time, from the next task on.
 */
interface Present {
  /** The task that the worker runs. */
  running: CurrentTask | undefined;
  /** The one that was the first to ask: the storage does not know it. */
  first: CurrentTask | undefined;
  storage: AsyncLocalStorage<CurrentTask> | undefined;
}

const present = sharedByCopies<Present>('currentTask', () => ({
  running: undefined,
  first: undefined,
  storage: undefined,
}));

/**
 * The task that calls this, in a worker. Anywhere else one that is never stopped and reports to nobody, so that a task can
 * be called as any function.
 */
export function currentTask(): CurrentTask {
  const { running, storage } = present;
  if (storage) return storage.getStore() ?? (running === present.first ? running : undefined) ?? outside;
  if (running === undefined) return outside;
  present.storage = new AsyncLocalStorage();
  present.first = running;
  return running;
}

/** `currentTask().report(value)`: tells the program how far this task is. Throws `EncodingError` for what cannot travel. */
export function report(value: unknown): void {
  currentTask().report(value);
}

/** Runs code of a user's as this task, until the promise is settled. */
export async function asTask<T>(task: CurrentTask, run: () => Promise<T>): Promise<T> {
  present.running = task;
  try {
    return await (present.storage ? present.storage.run(task, run) : run());
  } finally {
    present.running = undefined;
    if (present.first === task) present.first = undefined;
  }
}
