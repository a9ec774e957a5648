import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Claims } from '../messages/claims.js';
import { FrameBatch, FrameReader, type Shipment } from '../messages/frames.js';
import type { FromWorker, ToWorker } from '../messages/messages.js';
import { BELL, Ring } from '../messages/ring.js';
import { movable } from '../messages/transfer.js';
import type { ThreadEquipment } from '../worker/role.js';
import type { HostEvents, WorkerHost } from './host.js';
import { passLinesOn } from './line-output.js';

/** A worker's thread. */
export class ThreadHost implements WorkerHost {
  readonly pid = undefined;
  readonly threadId: number | undefined;
  readonly #events: HostEvents;
  readonly #thread: Worker | undefined;
  readonly #port: MessagePort;
  readonly #claims = new Claims();
  readonly #ring = new Ring();
  readonly #batch = new FrameBatch();
  readonly #reader: FrameReader<FromWorker>;
  /** What has to be over before this host is: the thread, and both of its outputs. */
  readonly #open = new Set(['thread', 'stdout', 'stderr']);
  #exitCode: number | null = null;
  #cause: unknown;
  #isOver = false;

  constructor(program: string, events: HostEvents) {
    this.#events = events;
    this.#reader = new FrameReader((message) => events.onMessage(message));
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    try {
      // Imported, as its own entry point it would be refused under `--input-type`, which threads take over from the program.
      this.#thread = new Worker(`import(${JSON.stringify(pathToFileURL(program).href)})`, {
        eval: true,
        workerData: {
          holdall: { port: port2, claims: this.#claims.shared, ring: this.#ring.shared } satisfies ThreadEquipment,
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
    const shipment = this.#batch.take();
    this.#port.postMessage(shipment, [shipment.bytes.buffer, ...movable(shipment.carried)]);
  }

  #listen(thread: Worker): void {
    this.#port.on('message', (shipment: Shipment | typeof BELL) => this.#hear(shipment));
    thread.on('error', (error) => {
      this.#cause ??= error;
    });
    thread.once('exit', (exitCode) => {
      this.#readRest();
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

  #hear(shipment: Shipment | typeof BELL): void {
    // What lies there came before what was posted.
    const bytes = this.#ring.read();
    if (bytes.length > 0) this.#read(bytes);
    if (shipment === BELL) return;
    this.#ring.notePostRead();
    this.#read(shipment.bytes, shipment.carried);
  }

  #read(bytes: Uint8Array, carried: readonly object[] = []): void {
    try {
      this.#reader.read(bytes, carried);
    } catch (error) {
      this.#cause ??= error;
      this.signal();
    }
  }

  /** The end of a thread can be heard of before its last messages. */
  #readRest(): void {
    this.#hear(BELL);
    for (let left = receiveMessageOnPort(this.#port); left; left = receiveMessageOnPort(this.#port)) {
      this.#hear(left.message as Shipment | typeof BELL);
    }
  }

  #close(name: string): void {
    this.#open.delete(name);
    if (this.#open.size > 0 || this.#isOver) return;
    this.#isOver = true;
    this.#port.close();
    this.#events.onEnd({ exitCode: this.#exitCode, signal: null, cause: this.#cause });
  }
}
