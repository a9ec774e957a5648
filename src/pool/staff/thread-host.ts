import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Claims } from '../claims.js';
import { FrameBatch, FrameReader } from '../frames.js';
import type { FromWorker, ToWorker } from '../messages.js';
import { movable } from '../transfer.js';
import type { HostEnd, HostEvents, WorkerHost } from './host.js';
import { passLinesOn } from './line-output.js';

/** Frames on their way between threads, and what they carry. */
interface Posted {
  readonly bytes: Uint8Array;
  readonly carried: readonly object[];
}

/** A worker's thread. */
export class ThreadHost implements WorkerHost {
  readonly pid = undefined;
  readonly threadId: number | undefined;
  readonly #events: HostEvents;
  readonly #thread: Worker | undefined;
  readonly #port: MessagePort;
  readonly #claims = new Claims();
  readonly #batch = new FrameBatch();
  readonly #reader: FrameReader<FromWorker>;
  #cause: unknown;
  #isOver = false;

  constructor(program: string, events: HostEvents) {
    this.#events = events;
    this.#reader = new FrameReader((message) => events.onMessage(message));
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    try {
      this.#thread = new Worker(program, {
        workerData: { holdall: { port: port2, claims: this.#claims.shared } },
        transferList: [port2],
        stdout: true,
        stderr: true,
      });
      this.threadId = this.#thread.threadId;
      this.#listen(this.#thread);
    } catch (error) {
      this.#cause = error;
      setImmediate(() => this.#finish({ exitCode: null, signal: null, cause: error }));
    }
  }

  get label(): string {
    return this.threadId === undefined ? 'a worker thread' : `worker thread ${this.threadId}`;
  }

  send(message: ToWorker): void {
    if (this.#batch.isEmpty) setImmediate(() => this.#flush());
    this.#batch.add(message);
  }

  async recall(number: number): Promise<boolean> {
    return this.#claims.recall(number);
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

  #flush(): void {
    const { bytes, carried } = this.#batch.take();
    const posted: Posted = { bytes, carried };
    this.#port.postMessage(posted, [bytes.buffer, ...movable(carried)]);
  }

  #listen(thread: Worker): void {
    this.#port.on('message', (posted: Posted) => this.#read(posted));
    thread.on('error', (error) => {
      this.#cause ??= error;
    });
    thread.once('exit', (exitCode) => {
      this.#readRest();
      this.#finish({ exitCode, signal: null, cause: this.#cause });
    });
    for (const name of ['stdout', 'stderr'] as const) passLinesOn(thread[name], process[name], () => {});
    this.#port.unref();
    thread.unref();
  }

  #read({ bytes, carried }: Posted): void {
    try {
      this.#reader.read(bytes, carried);
    } catch (error) {
      this.#cause ??= error;
      this.signal();
    }
  }

  /** The end of a thread can be heard of before its last messages. */
  #readRest(): void {
    for (let left = receiveMessageOnPort(this.#port); left; left = receiveMessageOnPort(this.#port)) {
      this.#read(left.message as Posted);
    }
  }

  #finish(end: HostEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#port.close();
    this.#events.onEnd(end);
  }
}
