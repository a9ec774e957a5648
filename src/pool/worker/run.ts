import type { ToWorker } from '../messages/messages.js';
import { type Packed, type Parcel, unpack } from '../messages/parcel.js';
import { TaskContext } from './context.js';
import type { TaskFunction } from './loading.js';
import { PackedList, Packer } from './results.js';
import { Stream } from './stream.js';
import type { Turn } from './turn.js';

/** An order to run a task. */
export type RunOrder = Extract<ToWorker, { readonly kind: 'run' }>;

/** What a run needs of its worker. */
export interface Workplace {
  readonly place: number;
  readonly isBetweenThreads: boolean;
  readonly turn: Turn;
  readonly isAsked: (number: number) => boolean;
  /** Sends values of a stream, or what the task reports; gives a promise of it as `Answers.send`. */
  readonly tell: (kind: 'yielded' | 'report', number: number, packed: Packed) => Promise<void> | undefined;
}

/** One order, from when it came until it is answered. */
export class Run {
  readonly order: RunOrder;
  readonly name: string;
  readonly context: TaskContext;
  /** How long the task ran, in milliseconds: 0 while it has not begun or not ended. */
  ranMs = 0;
  readonly #workplace: Workplace;
  readonly #results: Packer;
  readonly #stream: Stream | undefined;

  constructor(order: RunOrder, name: string, workplace: Workplace) {
    const { number, attempt, form } = order;
    const { isBetweenThreads, place: worker, isAsked, tell } = workplace;
    const report = (value: unknown) => {
      const packed = new Packer(`task ${name}: report`, isBetweenThreads).pack(value);
      // Rejects where an object in it is gone: then the program does without this one.
      tell('report', number, packed)?.catch(() => {});
    };
    this.order = order;
    this.name = name;
    this.context = new TaskContext({ name, worker, attempt, report, isAsked: () => isAsked(number) });
    this.#workplace = workplace;
    this.#results = new Packer(`task ${name}: result`, isBetweenThreads);
    if (form === 'stream') {
      const values = new Packer(`task ${name}: yielded value`, isBetweenThreads);
      this.#stream = new Stream(this.context, workplace.turn, values, (packed) => tell('yielded', number, packed));
    }
  }

  /** The task is to stop, for the reason in the parcel. */
  stop(parcel: Parcel): void {
    this.context.stop(reasonIn(parcel, this.name));
    this.#stream?.stop();
  }

  pull(count: number): void {
    this.#stream?.pull(count);
  }

  return(): void {
    this.#stream?.return();
  }

  /** Runs the task; gives its result encoded. Throws what the task throws, and what cannot be encoded. */
  async carryOut(run: TaskFunction, args: readonly unknown[]): Promise<Packed> {
    const began = performance.now();
    try {
      this.context.throwIfStopped();
      if (this.#stream) return await this.#carryStream(this.#stream, run, args);
      if (this.order.form === 'chunk') return await this.#carryChunk(run, args as readonly unknown[][]);
      return this.#results.pack(await run(...args));
    } finally {
      this.ranMs = performance.now() - began;
      this.context.end();
    }
  }

  async #carryStream(stream: Stream, run: TaskFunction, args: readonly unknown[]): Promise<Packed> {
    await stream.carry(await run(...args));
    return this.#results.pack(undefined);
  }

  async #carryChunk(run: TaskFunction, calls: readonly unknown[][]): Promise<Packed> {
    const { turn } = this.#workplace;
    const packed = new PackedList(this.#results);
    const results: unknown[] = [];
    let areJoined = true;
    for (const args of calls) {
      if (turn.isOver) await turn.next();
      this.context.throwIfStopped();
      const returned = run(...args);
      // To wait for what is there already would take longer than a small task.
      const result = isThenable(returned) ? await returned : returned;
      results.push(result);
      areJoined &&= packed.add(result);
    }
    return areJoined ? packed.take() : this.#results.packList(results);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}

/** A reason may refer to objects of a broker that this worker has no connection to: why not, is a reason too. */
function reasonIn(parcel: Parcel, name: string): unknown {
  try {
    return unpack(parcel, `task ${name}: the reason to stop`).value;
  } catch (error) {
    return error;
  }
}
