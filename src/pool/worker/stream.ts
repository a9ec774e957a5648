import { setImmediate } from 'node:timers';
import { ArgumentError, CancelledError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import type { Packed } from '../messages/parcel.js';
import type { TaskContext } from './context.js';
import { PackedList, type Packer } from './results.js';
import type { Turn } from './turn.js';

/** How many bytes of values are gathered before they are sent in the middle of a turn. */
const MOST_GATHERED_BYTES = 65_536;

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** The values of one task that yields them, sent as the program asks for them. */
export class Stream {
  readonly #context: TaskContext;
  readonly #turn: Turn;
  readonly #packer: Packer;
  readonly #send: (values: Packed) => Promise<void> | undefined;
  readonly #gathered: PackedList;
  /** How many more values the program wants. */
  #credit = 0;
  #isReturned = false;
  /** Whether the task's iterator is at work on its next value. */
  #isStepping = false;
  #wake: (() => void) | undefined;
  /** Resolves when the last of the values that wait for their objects was sent, or could not be. */
  #sending: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(context: TaskContext, turn: Turn, packer: Packer, send: (values: Packed) => Promise<void> | undefined) {
    this.#context = context;
    this.#turn = turn;
    this.#packer = packer;
    this.#send = send;
    this.#gathered = new PackedList(packer);
  }

  pull(count: number): void {
    this.#credit += count;
    this.#wake?.();
  }

  /**
   * Nobody wants the rest. An iterator that waits at a `yield` ends there; one that is on its way to the next value hears of
   * it by the task's signal: values are asked for in advance, and it may wait for one that never comes.
   */
  return(): void {
    this.#isReturned = true;
    if (this.#isStepping) this.#context.stop(new CancelledError('nobody wants the rest of the stream'));
    this.#wake?.();
  }

  /** The task is to stop: one that waits for its values to be wanted would not hear of it. */
  stop(): void {
    this.#wake?.();
  }

  /** Sends what the task produces. Resolves when that is at its end or was returned; rejects with what it throws. */
  async carry(produced: unknown): Promise<void> {
    const iterator = iteratorOf(produced, this.#context.name);
    try {
      await this.#carryFrom(iterator);
    } finally {
      this.#sendGathered();
      await this.#sending;
    }
    this.#throwIfFailed();
  }

  async #carryFrom(iterator: AnyIterator): Promise<void> {
    try {
      while (await this.#isWanted()) {
        const step = await this.#step(iterator);
        if (step.done) return;
        if (this.#isReturned) break;
        this.#credit -= 1;
        this.#gather(await step.value);
        if (this.#turn.isOver) await this.#endTurn();
      }
    } catch (error) {
      // What failed in between two steps, as the encoding of a value: the iterator knows nothing of it.
      if (!this.#isStepping) await returnSomehow(iterator);
      this.#isStepping = false;
      throw error;
    }
    await iterator.return?.();
  }

  /** Whether there is to be another value, once that is known. Throws the reason if the task is to stop. */
  async #isWanted(): Promise<boolean> {
    while (this.#credit === 0 && !this.#isReturned) {
      this.#throwIfFailed();
      this.#context.throwIfStopped();
      this.#sendGathered();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
      this.#turn.begin();
    }
    if (!this.#isReturned) this.#context.throwIfStopped();
    return !this.#isReturned;
  }

  async #step(iterator: AnyIterator): Promise<IteratorResult<unknown>> {
    this.#isStepping = true;
    try {
      const step = await iterator.next();
      this.#isStepping = false;
      return step;
    } catch (error) {
      // That it ended so, because we told it to, is no failure.
      if (this.#isReturned) return { done: true, value: undefined };
      throw error;
    }
  }

  #gather(value: unknown): void {
    if (this.#gathered.length === 0) setImmediate(() => this.#sendGathered());
    if (!this.#gathered.add(value)) {
      this.#sendGathered();
      this.#post(this.#packer.packList([value]));
    } else if (this.#gathered.size > MOST_GATHERED_BYTES) {
      this.#sendGathered();
    }
  }

  async #endTurn(): Promise<void> {
    this.#sendGathered();
    await this.#turn.next();
  }

  #sendGathered(): void {
    if (this.#gathered.length > 0) this.#post(this.#gathered.take());
  }

  #post(values: Packed): void {
    const sending = this.#send(values);
    if (sending === undefined) return;
    this.#sending = sending.catch((error: unknown) => {
      this.#failure ??= { error };
      this.#wake?.();
    });
  }

  /** A value that refers to an object that is gone cannot be sent, and the rest without it would be another stream. */
  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** After an error, which is told rather than another one. */
async function returnSomehow(iterator: AnyIterator): Promise<void> {
  try {
    await iterator.return?.();
  } catch {}
}

function iteratorOf(produced: unknown, name: string): AnyIterator {
  if (typeof produced === 'object' && produced !== null) {
    const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = produced as AsyncIterable<unknown> &
      Iterable<unknown>;
    if (typeof async === 'function') return async.call(produced);
    if (typeof sync === 'function') return sync.call(produced);
  }
  throw new ArgumentError(
    `task ${name} returned ${describe(produced)}, which cannot be iterated: call it by pool.apply(), not by pool.stream()`,
  );
}
