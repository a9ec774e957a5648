import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TimeoutError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import { inheritedExecArgv } from '../client/exec-argv.js';
import { brokerOf, credentialsOf, type Manager } from '../client/manager.js';
import { decodeValue } from '../wire/index.js';
import { addCallSite } from './call-site.js';
import { type Deferred, defer } from './deferred.js';
import { type Ending, lost } from './ending.js';
import { type Answer, type FromWorker, isFromWorker, type ToWorker } from './messages.js';
import { arrived, unpack } from './parcel.js';
import type { Errand } from './task-call.js';

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * How long a worker may take until it is ready, in milliseconds, before it is killed. What it loads first, as a compiler
 * for TypeScript, takes seconds on a busy machine; what takes longer than this never ends.
 */
const START_TIMEOUT_MS = 30_000;

/** How long a worker that was asked to end by SIGTERM may take, in milliseconds, before it is killed. */
const TERMINATION_MS = 1_000;

/** Children that are alive. They end with the channel, unless a task keeps them too busy to see it. */
const alive = new Set<ChildProcess>();
const endChildren = () => {
  for (const child of alive) child.kill();
};

/**
 * The program's view of one worker: starting → ready ⇄ running → ended, or ended from any of them. It keeps this
 * program alive, except after `unref` while it runs nothing.
 */
export class WorkerProcess {
  /** Whether it became ready; false when it ended before. */
  readonly ready: Promise<boolean>;
  /** Resolves when the process is gone and everything that it sent has been heard. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess | undefined;
  readonly #ready = defer<boolean>();
  readonly #ended = defer<Ending>();
  readonly #introduced = new Set<Id>();
  #wasReady = false;
  #leaving = false;
  #ending: Ending | undefined;
  #lastNumber = 0;
  #answer: Deferred<Answer> | undefined;
  #cause: unknown;
  #startLimit: NodeJS.Timeout | undefined;
  #killer: NodeJS.Timeout | undefined;

  constructor() {
    this.ready = this.#ready.promise;
    this.ended = this.#ended.promise;
    this.#child = this.#fork();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How it ended; `undefined` while it lives. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /**
   * Runs one task and gives its result, or rejects with what it threw. Rejects with `WorkerLostError` when the process
   * ends first. Only for a worker that is ready and runs nothing.
   */
  async run(errand: Errand): Promise<unknown> {
    const number = ++this.#lastNumber;
    this.ref();
    const isSent = this.#send(errand, { holdall: 'run', number, order: errand.order });
    try {
      return await this.#open(await this.#answerTo(errand, isSent), errand);
    } finally {
      this.unref();
    }
  }

  /** Lets the process be one task, and end with it. False when it has ended already, or is about to. */
  embody(name: string, errand: Errand): boolean {
    return this.#send(errand, { holdall: 'embody', name, order: errand.order });
  }

  /** Lets it end in order: managers are closed first. */
  end(): void {
    this.#leave();
    this.#tell({ holdall: 'end' });
  }

  /** Ends it now: by SIGTERM, which a task may handle, and by SIGKILL if that does not do. */
  terminate(): void {
    this.#leave();
    this.kill('SIGTERM');
    this.#killer ??= setTimeout(() => this.kill('SIGKILL'), TERMINATION_MS);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  ref(): void {
    this.#child?.ref();
    this.#child?.channel?.ref();
  }

  unref(): void {
    if (this.#leaving) return;
    this.#child?.unref();
    this.#child?.channel?.unref();
  }

  /** From here on this program stays until the process is gone. */
  #leave(): void {
    this.#leaving = true;
    this.ref();
  }

  #fork(): ChildProcess | undefined {
    try {
      // As in Python, a child has no standard input: two readers of one terminal would share out what is typed.
      const child = fork(PROGRAM, [], {
        execArgv: inheritedExecArgv(process.execArgv),
        serialization: 'advanced',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      this.#listen(child);
      return child;
    } catch (error) {
      this.#cause = error;
      this.#end(null, null);
      return undefined;
    }
  }

  #listen(child: ChildProcess): void {
    if (alive.size === 0) process.on('exit', endChildren);
    alive.add(child);
    child.on('message', (message) => {
      if (isFromWorker(message)) this.#hear(message);
    });
    child.on('error', (error) => {
      this.#cause ??= error;
      if (child.pid === undefined) this.#end(null, null);
    });
    // Not `exit`: that can come before the last messages have.
    child.on('close', (code, signal) => this.#end(code, signal));
    child.once('exit', () => {
      alive.delete(child);
      if (alive.size === 0) process.off('exit', endChildren);
    });
    // The child keeps the program alive, not the timer. When the program was too busy to hear it, the word that it is
    // ready is read between the timer and `setImmediate`.
    this.#startLimit = setTimeout(() => setImmediate(() => this.#endStart()), START_TIMEOUT_MS).unref();
  }

  #endStart(): void {
    if (this.#wasReady) return;
    this.#cause ??= new TimeoutError(
      `it was not ready within ${START_TIMEOUT_MS} ms: does a module that --import or --require names never finish loading?`,
    );
    this.kill('SIGKILL');
  }

  #hear(message: FromWorker): void {
    switch (message.holdall) {
      case 'ready':
        this.#wasReady = true;
        clearTimeout(this.#startLimit);
        return this.#ready.resolve(true);
      case 'done':
      case 'failed':
        // A worker is asked one thing at a time: another number is a task's own invention.
        if (message.number === this.#lastNumber) this.#answer?.resolve(message);
        return;
      case 'dying':
        this.#cause = causeIn(message.error) ?? this.#cause;
    }
  }

  #end(exitCode: number | null, signal: NodeJS.Signals | null): void {
    if (this.#ending) return;
    clearTimeout(this.#startLimit);
    clearTimeout(this.#killer);
    this.#ending = { pid: this.pid, exitCode, signal, wasReady: this.#wasReady, cause: this.#cause };
    this.#ready.resolve(false);
    this.#answer?.reject(this.#ending);
    this.#ended.resolve(this.#ending);
  }

  async #answerTo({ order }: Errand, isSent: boolean): Promise<Answer> {
    this.#answer = defer();
    if (this.#ending) this.#answer.reject(this.#ending);
    try {
      return await this.#answer.promise;
    } catch (ending) {
      const task = `task ${order.name} of ${order.module}`;
      if (isSent) throw lost(ending as Ending, `while it ran ${task}`, 'unknown');
      throw lost(ending as Ending, `before it could take ${task}`, 'no');
    } finally {
      this.#answer = undefined;
    }
  }

  async #open({ holdall, number, parcel }: Answer, { order, site }: Errand): Promise<unknown> {
    try {
      const unpacked = unpack(parcel, `task ${order.name}: the ${holdall === 'done' ? 'result' : 'error'}`);
      await arrived(unpacked);
      if (holdall === 'done') return unpacked.value;
      addCallSite(unpacked.value, this.pid, site);
      throw unpacked.value;
    } finally {
      if (parcel.objects.length > 0) this.#tell({ holdall: 'received', number });
    }
  }

  #send({ managers }: Errand, message: ToWorker): boolean {
    for (const manager of managers) this.#introduce(manager);
    return this.#tell(message);
  }

  #introduce(manager: Manager): void {
    const broker = brokerOf(manager);
    if (this.#introduced.has(broker)) return;
    this.#introduced.add(broker);
    this.#tell({ holdall: 'broker', broker, credentials: credentialsOf(manager) });
  }

  /** Whether the message is on its way. If not, the process is about to end, and its end says all there is to say. */
  #tell(message: ToWorker): boolean {
    if (!this.#child?.connected) return false;
    this.#child.send(message, () => {});
    return true;
  }
}

/** What a dying worker gave as the reason; `undefined` for bytes that no worker of ours encoded. */
function causeIn(bytes: Uint8Array): unknown {
  try {
    return decodeValue(bytes);
  } catch {
    return undefined;
  }
}
