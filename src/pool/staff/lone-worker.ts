import { defer } from '../deferred.js';
import type { Errand } from '../tasks/task-call.js';
import type { Ending } from './ending.js';
import { hostMaker } from './hosts.js';
import { START_TIMEOUT_MS } from './staff-options.js';
import { Worker, type WorkerEvents } from './worker.js';

const ignored: WorkerEvents = {
  onReady() {},
  onBegun() {},
  onAnswer() {},
  onReport() {},
  onEnd() {},
};

/** A worker process that belongs to no pool: it runs one task, and ends with it. */
export class LoneWorker {
  /** Whether it became ready; false when it ended before. */
  readonly ready: Promise<boolean>;
  /** Resolves when the process is gone and everything that it sent has been heard. */
  readonly ended: Promise<Ending>;
  readonly #worker: Worker;
  #ending: Ending | undefined;

  constructor() {
    const [ready, ended] = [defer<boolean>(), defer<Ending>()];
    this.ready = ready.promise;
    this.ended = ended.promise;
    const onEnd: WorkerEvents['onEnd'] = (_, __, ending) => {
      this.#ending = ending;
      ready.resolve(false);
      ended.resolve(ending);
    };
    const events = { ...ignored, onReady: () => ready.resolve(true), onEnd };
    const options = { place: 0, initializer: undefined, startTimeoutMs: START_TIMEOUT_MS };
    this.#worker = new Worker(hostMaker('process', { busyPoll: false }), options, events);
  }

  get pid(): number | undefined {
    return this.#worker.pid;
  }

  /** How it ended; `undefined` while it lives. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** False when it has ended already. */
  embody(name: string, errand: Errand): boolean {
    if (!this.#ending) this.#worker.embody(name, errand);
    return !this.#ending;
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#worker.signal(signal);
  }
}
