import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { busyPoll, neverBusy } from '../../busy-poll.js';
import { Claims } from '../messages/claims.js';
import { FrameBatch, FrameReader } from '../messages/frames.js';
import type { FromWorker, ToWorker } from '../messages/messages.js';
import { laneMemory, ThreadLane } from '../messages/thread-lane.js';
import type { ThreadEquipment } from '../worker/role.js';
import type { HostEvents, HostOptions, WorkerHost } from './host.js';
import { passLinesOn } from './line-output.js';

/**
 * How often it is looked whether an order has begun whose task lets its thread do nothing else, so that it cannot call, in
 * milliseconds.
 */
const LOOK_MS = 5;

/** A worker's thread. */
export class ThreadHost implements WorkerHost {
  readonly pid = undefined;
  readonly threadId: number | undefined;
  readonly #events: HostEvents;
  readonly #thread: Worker | undefined;
  readonly #port: MessagePort;
  readonly #claims = new Claims();
  readonly #lane: ThreadLane;
  readonly #batch = new FrameBatch();
  readonly #reader: FrameReader<FromWorker>;
  /** How many orders were sent, not taken back, and not heard to have begun. */
  #unbegun = 0;
  /** How many were sent, not taken back, and not answered. */
  #unanswered = 0;
  /** Runs while there are any. */
  #looking: NodeJS.Timeout | undefined;
  /** What has to be over before this host is: the thread, and both of its outputs. */
  readonly #open = new Set(['thread', 'stdout', 'stderr']);
  #exitCode: number | null = null;
  #cause: unknown;
  #isOver = false;

  constructor({ program, busyPoll: mayPoll }: HostOptions, events: HostEvents) {
    this.#events = events;
    this.#reader = new FrameReader((message) => this.#hear(message));
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const lane = laneMemory();
    const ends = { incoming: lane.toProgram, outgoing: lane.toWorker, polling: mayPoll ? busyPoll : neverBusy };
    this.#lane = new ThreadLane(port1, ends, (bytes, carried) => this.#read(bytes, carried));
    try {
      // Imported, as its own entry point it would be refused under `--input-type`, which threads take over from the program.
      this.#thread = new Worker(`import(${JSON.stringify(pathToFileURL(program).href)})`, {
        eval: true,
        workerData: {
          holdall: { port: port2, claims: this.#claims.shared, lane, busyPoll: mayPoll } satisfies ThreadEquipment,
        },
        transferList: [port2],
      });
      this.threadId = this.#thread.threadId;
      this.#listen(this.#thread);
    } catch (error) {
      this.#cause = error;
      setImmediate(() => {
        for (const name of this.#open) this.#close(name);
      });
    }
  }

  get label(): string {
    return this.threadId === undefined ? 'a worker thread' : `worker thread ${this.threadId}`;
  }

  send(message: ToWorker): void {
    if (this.#batch.isEmpty) setImmediate(() => this.#flush());
    this.#batch.add(message);
    if (message.kind !== 'run') return;
    this.#unbegun += 1;
    this.#unanswered += 1;
    this.#looking ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  async recall(number: number): Promise<boolean> {
    const isBack = this.#claims.recall(number);
    if (isBack) {
      this.#unbegun -= 1;
      this.#unanswered -= 1;
    }
    return isBack;
  }

  askToStop(number: number): void {
    this.#claims.askToStop(number);
  }

  terminate(): void {
    this.signal();
  }

  signal(): void {
    void this.#thread?.terminate();
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'begun') this.#unbegun -= 1;
    else if (message.kind === 'done' || message.kind === 'failed') this.#unanswered -= 1;
    this.#events.onMessage(message);
  }

  #look(): void {
    this.#lane.read();
    if (this.#unbegun === 0) this.#stopLooking();
  }

  #stopLooking(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #flush(): void {
    this.#lane.send(this.#batch.take(), this.#unanswered === 1);
  }

  #listen(thread: Worker): void {
    thread.on('error', (error) => {
      this.#cause ??= error;
    });
    thread.once('exit', (exitCode) => {
      this.#lane.readRest();
      this.#exitCode = exitCode;
      this.#close('thread');
    });
    for (const name of ['stdout', 'stderr'] as const) {
      // Node has connected them. With the option `stdout: true` it would not, but who reads them is kept alive then.
      thread[name].unpipe(process[name]);
      passLinesOn(thread[name], process[name], () => this.#close(name));
      thread[name].resume();
    }
    this.#port.unref();
    thread.unref();
  }

  #read(bytes: Uint8Array, carried: readonly object[]): void {
    try {
      this.#reader.read(bytes, carried);
    } catch (error) {
      this.#cause ??= error;
      this.signal();
    }
  }

  #close(name: string): void {
    this.#open.delete(name);
    if (this.#open.size > 0 || this.#isOver) return;
    this.#isOver = true;
    this.#stopLooking();
    this.#port.close();
    this.#events.onEnd({ exitCode: this.#exitCode, signal: null, cause: this.#cause });
  }
}
