import { constants } from 'node:os';
import { inspect } from 'node:util';
import { StateError } from '../../protocol/errors.js';
import { currentManager } from '../client/manager.js';
import { checkOptions } from '../objects/options.js';
import { mustBe } from './calls/option-checks.js';
import { checkArguments } from './calls/task-caller.js';
import { pack } from './messages/parcel.js';
import { settledWithin, timeoutIn, type WaitOptions } from './results/waiting.js';
import type { Ending } from './staff/ending.js';
import { lost } from './staff/errors.js';
import { KeepAlive } from './staff/keep-alive.js';
import { LoneWorker } from './staff/lone-worker.js';
import { type CallSite, callSite } from './tasks/call-site.js';
import { type ArgsThen, identityOf, type Task } from './tasks/task.js';
import { TaskCall } from './tasks/task-call.js';
import { checkNotLoading } from './worker/loading.js';

export interface ProcessOptions {
  /** What the process is called in messages. Default: `Process-1`, `Process-2`, … */
  readonly name?: string;
  /** Whether the process ends when this program has nothing else to do, instead of keeping it alive. Default: false. */
  readonly daemon?: boolean;
}

let processesMade = 0;

/**
 * One task in a process of its own, as Python's `multiprocessing.Process`. What the task returns is dropped; what it
 * throws is printed to the standard error, and then `exitCode` is 1. The process ends when the task is done, and no
 * process outlives its program, however that ends. (Python's non-daemonic children outlive a killed parent.)
 */
export class Process<Args extends readonly unknown[] = readonly unknown[]> {
  readonly name: string;
  readonly daemon: boolean;
  readonly #task: Task<(...args: Args) => unknown>;
  readonly #args: readonly unknown[];
  #worker: LoneWorker | undefined;
  readonly #keepAlive = new KeepAlive();
  /** How many calls of `join` wait. */
  #joining = 0;
  /** Resolves when `start` has done its part; `undefined` before it and after it failed. */
  #started: Promise<LoneWorker> | undefined;

  /** Throws `ArgumentError` for what is no task, no list of arguments, or no option. */
  constructor(
    task: Task<(...args: Args) => unknown>,
    ...[args, options = {}]: ArgsThen<NoInfer<Args>, ProcessOptions>
  ) {
    const { name } = identityOf(task);
    if (args !== undefined) checkArguments(args, name);
    checkOptions(options, ['name', 'daemon'], 'new Process');
    mustBe(options.name, typeof options.name === 'string', 'name', 'a string');
    mustBe(options.daemon, typeof options.daemon === 'boolean', 'daemon', 'true or false');
    processesMade += 1;
    this.name = options.name ?? `Process-${processesMade}`;
    this.daemon = options.daemon ?? false;
    this.#task = task;
    this.#args = args ?? [];
  }

  /** The id of the process; `undefined` before it is started. */
  get pid(): number | undefined {
    return this.#worker?.pid;
  }

  /**
   * What the process exited with: 0 when the task was done, 1 when it threw, N when it called `process.exit(N)`, -N when
   * signal N ended it. `undefined` while it is not started or not ended.
   */
  get exitCode(): number | undefined {
    const ending = this.#worker?.ending;
    return ending && exitCodeOf(ending);
  }

  /**
   * Resolves to `exitCode` when the process has ended: something to wait for together with other things, as Python's
   * `sentinel` is. Throws `StateError` before `start()`.
   */
  get sentinel(): Promise<number> {
    if (!this.#started)
      throw new StateError(`${this.name} was not started: call start() before you ask for its sentinel`);
    return this.#started.then(({ ended }) => ended).then(exitCodeOf);
  }

  /**
   * Starts the process, and resolves when it is ready and was sent its task; it may not have begun to run it. Rejects
   * with `StateError` (Python: `AssertionError`) the second time, with `EncodingError` when the arguments cannot travel,
   * and with `WorkerLostError` when the process ended before it was ready. A start that failed leaves nothing behind, and
   * may be tried again.
   */
  async start(): Promise<void> {
    checkNotLoading(`${this.name} was started`);
    if (this.#started)
      throw new StateError(`${this.name} was started already: a process starts once; make another one`);
    const call = this.#call(callSite(this.start));
    this.#started = this.#launch(call);
    try {
      await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }

  /**
   * Resolves when the process has ended, or when the time is over: `exitCode` tells which. Rejects with `StateError`
   * (Python: `AssertionError`) before `start()`.
   */
  async join(options?: WaitOptions): Promise<void> {
    const timeout = timeoutIn(options, `${this.name}.join`);
    if (!this.#started) throw new StateError(`${this.name} was not started: call start() before join()`);
    const worker = await this.#started;
    this.#joining += 1;
    this.#stayAsNeeded();
    await settledWithin(worker.ended, timeout);
    this.#joining -= 1;
    this.#stayAsNeeded();
  }

  /** Whether the process was started and has not ended. */
  isAlive(): boolean {
    return this.#worker !== undefined && this.#worker.ending === undefined;
  }

  /** Asks the process to end, by SIGTERM. Throws `StateError` before it is started. */
  terminate(): void {
    this.#running('terminate').signal('SIGTERM');
  }

  /** Ends the process, by SIGKILL. Throws `StateError` before it is started. */
  kill(): void {
    this.#running('kill').signal('SIGKILL');
  }

  toString(): string {
    return `Process(${JSON.stringify(this.name)}, ${this.#state()})`;
  }

  [inspect.custom](): string {
    return `[holdall ${this.toString()}]`;
  }

  #state(): string {
    if (this.exitCode !== undefined) return `ended with exit code ${this.exitCode}`;
    if (this.#worker) return `running as process ${this.pid}`;
    return this.#started ? 'starting' : 'not started';
  }

  #running(what: string): LoneWorker {
    if (this.#worker) return this.#worker;
    throw new StateError(`${this.name} was not started: call start() and await it before ${what}()`);
  }

  #call(site: CallSite): TaskCall {
    const identity = identityOf(this.#task);
    return new TaskCall(identity, pack(this.#args, `task ${identity.name}: arguments`), site, currentManager());
  }

  async #launch(call: TaskCall): Promise<LoneWorker> {
    this.#keepAlive.set(true);
    try {
      const errand = await call.errand();
      const worker = new LoneWorker();
      // The closure keeps the arguments' objects alive until the process, which refers to them itself, has ended.
      void worker.ended.then(() => {
        this.#stayAsNeeded();
        return call;
      });
      if (!(await worker.ready) || !worker.embody(this.name, errand)) {
        throw lost(await worker.ended, `before it could take task ${call.name} for ${this.name}`, 'no');
      }
      this.#worker = worker;
      return worker;
    } finally {
      // Not earlier: a program that waits for the start stays for it.
      this.#stayAsNeeded();
    }
  }

  /** A process keeps this program alive while it runs, a daemonic one only while somebody waits for its end. */
  #stayAsNeeded(): void {
    if (this.isAlive()) this.#keepAlive.set(!this.daemon || this.#joining > 0);
    else this.#keepAlive.end();
  }
}

function exitCodeOf({ exitCode, signal }: Ending): number {
  if (signal !== null) return -constants.signals[signal];
  return exitCode ?? 1;
}
