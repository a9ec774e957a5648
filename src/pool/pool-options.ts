import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError } from '../../protocol/errors.js';
import { currentManager, Manager } from '../client/manager.js';
import { describe } from '../objects/describe.js';
import { checkFlag, checkOptions } from '../objects/options.js';
import { mustBe, notNegative, positive, whole } from './calls/option-checks.js';
import { pack } from './messages/parcel.js';
import type { WorkerKind } from './staff/host.js';
import { hostMaker, workerKinds } from './staff/hosts.js';
import { START_TIMEOUT_MS, type StaffOptions } from './staff/staff-options.js';
import { callSite } from './tasks/call-site.js';
import { identityOf, type Task } from './tasks/task.js';
import { TaskCall } from './tasks/task-call.js';

/** How long a task that was asked to stop may go on when nobody says, in milliseconds. */
const STOP_GRACE_MS = 1_000;

export interface PoolOptions {
  /** How many workers run at the same time, of whatever kind. Default: as many as the machine runs in parallel. */
  readonly processes?: number;
  /**
   * What the workers are. A `process` has memory of its own and can be ended at any moment. A `thread` starts sooner,
   * takes less memory and can be given buffers without copying them, but shares the process: what crashes that ends all.
   * Default: `process`.
   */
  readonly kind?: WorkerKind;
  /** What `Manager.current()` gives to the tasks. Default: the manager that is current where a task is submitted. */
  readonly manager?: Manager;
  /**
   * A task that every worker runs when it starts. Where it throws, exits or does not end, the worker is started anew, a
   * few times; then the tasks that wait reject with the reason. Python's `initializer`.
   */
  readonly initializer?: Task;
  /** The arguments of the initializer. Default: none. */
  readonly initArgs?: readonly unknown[];
  /** After how many tasks a worker is replaced by a new one; a chunk counts as one. Default: never. */
  readonly maxTasksPerChild?: number;
  /**
   * A worker that uses more memory than this, in bytes, after a task is replaced by a new one: the resident set of a
   * process, the heap of a thread. Default: no limit.
   */
  readonly maxMemory?: number;
  /** How long a task may run, in milliseconds, unless its own `timeout` says otherwise. Default: for ever. */
  readonly taskTimeout?: number;
  /** How often a task may be run again when its worker was lost while it ran. Default: 0: no task runs twice. */
  readonly retries?: number;
  /** How long a task that was asked to stop may go on, in milliseconds, before its worker is killed. Default: 1,000. */
  readonly stopGrace?: number;
  /** How long a worker may take to start, its initializer included, in milliseconds. Default: 30,000. */
  readonly startTimeout?: number;
  /**
   * The module that every worker starts with, for programs that are bundled: it imports the modules of the tasks and
   * calls `startWorker()`. Default: a file of holdall's.
   */
  readonly workerFile?: URL | string;
  /**
   * Whether the event loops of program and workers may stay awake for some microseconds while the next task or result is near,
   * where that makes short tasks come back sooner; never while nothing is asked of them. Default: true.
   */
  readonly busyPoll?: boolean;
}

const poolOptions = Object.keys({
  processes: true,
  kind: true,
  manager: true,
  initializer: true,
  initArgs: true,
  maxTasksPerChild: true,
  maxMemory: true,
  taskTimeout: true,
  retries: true,
  stopGrace: true,
  startTimeout: true,
  workerFile: true,
  busyPoll: true,
} satisfies Record<keyof PoolOptions, true>);

/** What the options of a pool mean. Throws `ArgumentError` for those that mean nothing. */
export function staffOptions(options: PoolOptions): StaffOptions {
  checkOptions(options, poolOptions, 'new Pool');
  const size = whole(options.processes, 1, 'processes') ?? availableParallelism();
  const kind = options.kind ?? 'process';
  mustBe(kind, workerKinds.includes(kind), 'kind', workerKinds.map((each) => `'${each}'`).join(' or '));
  const { busyPoll = true } = options;
  checkFlag(busyPoll, 'busyPoll', 'new Pool');
  mustBe(options.manager, options.manager instanceof Manager, 'manager', 'a Manager');
  return {
    size,
    kind,
    makeHost: hostMaker(kind, { busyPoll, workerFile: programAt(options.workerFile) }),
    initializer: initializerIn(options, kind),
    maxTasksPerChild: whole(options.maxTasksPerChild, 1, 'maxTasksPerChild'),
    maxMemoryBytes: positive(options.maxMemory, 'maxMemory', 'bytes'),
    taskTimeoutMs: positive(options.taskTimeout, 'taskTimeout', 'milliseconds'),
    retries: whole(options.retries, 0, 'retries') ?? 0,
    stopGraceMs: notNegative(options.stopGrace, 'stopGrace', 'milliseconds') ?? STOP_GRACE_MS,
    startTimeoutMs: positive(options.startTimeout, 'startTimeout', 'milliseconds') ?? START_TIMEOUT_MS,
  };
}

function initializerIn({ initializer, initArgs = [], manager }: PoolOptions, kind: WorkerKind): TaskCall | undefined {
  mustBe(initArgs, Array.isArray(initArgs), 'initArgs', 'an array of arguments');
  if (initializer === undefined) {
    if (initArgs.length > 0) throw new ArgumentError('initArgs are the arguments of initializer: give that, too');
    return undefined;
  }
  const identity = identityOf(initializer);
  const args = pack(initArgs, `initializer ${identity.name}: initArgs`, { betweenThreads: kind === 'thread' });
  return new TaskCall(identity, args, callSite(staffOptions), manager ?? currentManager());
}

function programAt(file: URL | string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const path = pathOf(file);
  if (path === undefined) {
    throw new ArgumentError(
      `workerFile must be a file: URL, as new URL('./worker.js', import.meta.url), or an absolute path; got ${describe(file)}`,
    );
  }
  if (!existsSync(path)) throw new ArgumentError(`workerFile must be a file that is there; there is no ${path}`);
  return path;
}

function pathOf(file: URL | string): string | undefined {
  const isText = typeof file === 'string';
  if (isText && isAbsolute(file)) return file;
  const url = isText && URL.canParse(file) ? new URL(file) : file;
  return url instanceof URL && url.protocol === 'file:' && url.host === '' ? fileURLToPath(url) : undefined;
}
