import { EventEmitter } from 'node:events';
import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import type { Ending } from './ending.js';
import type { WorkerKind } from './host.js';
import type { Job, JobHolder } from './job.js';

/** One worker of a pool. */
export interface WorkerInfo {
  /** Its number among the workers that the pool has at the same time, from 0. One that is lost is replaced at its place. */
  readonly place: number;
  readonly kind: WorkerKind;
  /** The id of its process; `undefined` for a thread, or where no process could be started. */
  readonly pid: number | undefined;
  /** The id of its thread; `undefined` for a process. */
  readonly threadId: number | undefined;
}

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The error that ended it, where it could tell. */
  readonly cause: unknown;
}

/** One task that runs, or ran. */
export interface TaskInfo {
  /** The name of the task's function. */
  readonly task: string;
  /** How many tasks were submitted to the pool before it. */
  readonly sequence: number;
  /** 1, or more for a task that was run again because its worker was lost. */
  readonly attempt: number;
  readonly worker: WorkerInfo;
}

export interface TaskEnd extends TaskInfo {
  readonly succeeded: boolean;
  /** From its beginning until its end, in milliseconds. */
  readonly runTime: number;
}

/** What `pool.on` tells of, with what listeners are given. */
export interface PoolEvents {
  workerStarted: [worker: WorkerInfo];
  workerReady: [worker: WorkerInfo];
  workerEnded: [worker: WorkerInfo, end: WorkerEnd];
  taskStarted: [task: TaskInfo];
  taskEnded: [task: TaskEnd];
  /** A running task has called `report(value)`. */
  report: [value: unknown, task: TaskInfo];
}

const names: Readonly<Record<keyof PoolEvents, true>> = {
  workerStarted: true,
  workerReady: true,
  workerEnded: true,
  taskStarted: true,
  taskEnded: true,
  report: true,
};

function checkEventName(name: unknown): void {
  if (typeof name === 'string' && Object.hasOwn(names, name)) return;
  throw new ArgumentError(`a pool has no event ${describe(name)}; it has ${Object.keys(names).join(', ')}`);
}

/**
 * Tells listeners. They are called when the pool's own work of this moment is done: an error that one throws is an
 * uncaught exception of the program, as that of any listener, and no trouble for the pool.
 */
export class PoolNews {
  readonly #emitter = new EventEmitter();
  /** Those that somebody has ever listened to: of the others nothing is made, as they come with every task. */
  readonly #asked = new Set<string>();
  readonly #kind: WorkerKind;

  constructor(kind: WorkerKind) {
    this.#kind = kind;
  }

  /** Throws `ArgumentError` for what never happens. */
  listen(how: 'on' | 'once' | 'off', name: string, listener: (...args: never) => void): void {
    checkEventName(name);
    this.#asked.add(name);
    this.#emitter[how](name, listener as () => void);
  }

  workerStarted(worker: JobHolder): void {
    this.#tell('workerStarted', () => [this.#infoOf(worker)]);
  }

  workerReady(worker: JobHolder): void {
    this.#tell('workerReady', () => [this.#infoOf(worker)]);
  }

  workerEnded(worker: JobHolder, { exitCode, signal, cause }: Ending): void {
    this.#tell('workerEnded', () => [this.#infoOf(worker), { exitCode, signal, cause }]);
  }

  taskStarted(worker: JobHolder, job: Job): void {
    if (this.#asked.has('taskStarted')) this.#tell('taskStarted', () => [this.#taskOf(worker, job)]);
  }

  taskEnded(worker: JobHolder, job: Job, succeeded: boolean): void {
    if (!this.#asked.has('taskEnded')) return;
    const runTime = performance.now() - job.begunAt;
    this.#tell('taskEnded', () => [{ ...this.#taskOf(worker, job), succeeded, runTime }]);
  }

  report(worker: JobHolder, job: Job, value: unknown): void {
    this.#tell('report', () => [value, this.#taskOf(worker, job)]);
    const { onReport } = job.submission.options;
    if (onReport) queueMicrotask(() => onReport(value));
  }

  #tell<Name extends keyof PoolEvents>(name: Name, about: () => PoolEvents[Name]): void {
    if (this.#emitter.listenerCount(name) === 0) return;
    const args = about();
    queueMicrotask(() => this.#emitter.emit(name, ...args));
  }

  #taskOf(worker: JobHolder, { name, sequence, attempt }: Job): TaskInfo {
    return { task: name, sequence, attempt, worker: this.#infoOf(worker) };
  }

  #infoOf({ place, pid, threadId }: JobHolder): WorkerInfo {
    return { place, kind: this.#kind, pid, threadId };
  }
}
