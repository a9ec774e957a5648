import { IndexError, LimitError, ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { type Call, Handout, type Options, type Outcome, type Result, type StateOf, type Stored } from '../contract.js';
import { sum } from '../encoded/arithmetic.js';
import { isEqual } from '../encoded/equality.js';
import { encodingOf, referencesOf } from '../encoded/references.js';
import { keyBytes } from '../keys.js';
import { PageRoom } from '../page-room.js';
import { checkRoom } from '../reached.js';
import { gapAt, indexesOf, indexOf, sliceOf } from '../slices.js';
import { bytesOf, memoryOf, type StoredKey } from '../stored.js';
import type { listOperations } from './operations.js';
import { Sequence } from './sequence.js';
import { sorted } from './sorting.js';

/** A value that was handed out, and where it goes should it come back. */
interface Taken {
  readonly value: Stored;
  readonly to: number | 'end';
}

/** A sequence of values, as Python's `list` and JavaScript's `Array`. */
export class ListState implements StateOf<typeof listOperations> {
  readonly #values: Sequence<Stored>;

  constructor(values: readonly Stored[] = []) {
    this.#values = new Sequence(values, memoryOf);
  }

  get items(): number {
    return this.#values.length;
  }

  get bytes(): number {
    return this.#values.bytes;
  }

  // ── Looking ────────────────────────────────────────────────────────────────────────────────────────────────────────

  at(_call: Call, index: number): Outcome {
    return this.#values.at(this.#place('at', index));
  }

  length(): Outcome {
    return this.#values.length;
  }

  slice(_call: Call, start?: number, stop?: number, step?: number): Outcome {
    const places = indexesOf(sliceOf(this.#values.length, 'list.slice', start, stop, step));
    return Array.from(places, (place) => this.#values.at(place));
  }

  copy(): Outcome {
    return this.#values.toArray();
  }

  /** As many values as one page carries, and at least one, if there is one. */
  page(call: Call, start: number): Outcome {
    const page: Stored[] = [];
    const room = new PageRoom(call.room);
    for (let place = Math.max(0, start); place < this.#values.length; place++) {
      const value = this.#values.at(place);
      if (!room.take(bytesOf(value))) break;
      page.push(value);
    }
    return [this.#values.length, page];
  }

  indexOf(_call: Call, wanted: StoredKey, start?: number, stop?: number): Outcome {
    return this.#find(wanted, start, stop);
  }

  includes(_call: Call, wanted: StoredKey): Outcome {
    return this.#find(wanted) >= 0;
  }

  count(_call: Call, wanted: StoredKey): Outcome {
    const bytes = keyBytes(wanted);
    let count = 0;
    for (const value of this.#values) if (isEqual(value, bytes)) count++;
    return count;
  }

  // ── One value ──────────────────────────────────────────────────────────────────────────────────────────────────────

  set(call: Call, index: number, value: Stored): Outcome {
    return this.#put(call, this.#place('set', index), value);
  }

  insert(call: Call, index: number, value: Stored): Outcome {
    call.keep(value);
    this.#values.insert(gapAt(this.#values.length, index), value);
    return undefined;
  }

  pop(call: Call, index = -1): Outcome {
    const place = this.#place('pop', index);
    return this.#handOut(call, place, index === -1 ? 'end' : place);
  }

  shift(call: Call): Outcome {
    if (this.#values.length === 0) throw new IndexError(`${call.calledAs}: the list is empty`);
    return this.#handOut(call, 0, 0);
  }

  delete(call: Call, index: number): Outcome {
    call.drop(this.#values.take(this.#place('delete', index)));
    return undefined;
  }

  remove(call: Call, wanted: StoredKey): Outcome {
    const place = this.#find(wanted);
    if (place < 0) throw new ValueError('argument value of list.remove: the list has no such value');
    call.drop(this.#values.take(place));
    return undefined;
  }

  compareAndSet(call: Call, index: number, expected: StoredKey, value: Stored): Outcome {
    const place = this.#place('compareAndSet', index);
    if (!isEqual(this.#values.at(place), keyBytes(expected))) return false;
    this.#put(call, place, value);
    return true;
  }

  increment(call: Call, index: number, by: number | bigint = 1): Outcome {
    const place = this.#place('increment', index);
    const after = sum(this.#values.at(place), by, 'list.increment');
    this.#put(call, place, after);
    return after;
  }

  // ── Several values ─────────────────────────────────────────────────────────────────────────────────────────────────

  push(call: Call, values: readonly Stored[]): Outcome {
    this.extend(call, values);
    return this.#values.length;
  }

  extend(call: Call, values: readonly Stored[]): Outcome {
    for (const value of values) call.keep(value);
    this.#values.append(values);
    return undefined;
  }

  unshift(call: Call, values: readonly Stored[]): Outcome {
    for (const value of values) call.keep(value);
    this.#values.prepend(values);
    return this.#values.length;
  }

  setSlice(
    call: Call,
    start: number | undefined,
    stop: number | undefined,
    step: number | undefined,
    values: readonly Stored[],
  ): Outcome {
    const slice = sliceOf(this.#values.length, 'list.setSlice', start, stop, step);
    if (slice.step === 1) {
      this.#replace(call, slice.start, slice.count, values);
      return undefined;
    }
    if (values.length !== slice.count) {
      throw new ValueError(
        `argument values of list.setSlice: ${values.length} values for a slice of ${slice.count}: one with a step other than 1 keeps its length`,
      );
    }
    for (const [index, place] of [...indexesOf(slice)].entries()) this.#put(call, place, values[index] as Stored);
    return undefined;
  }

  deleteSlice(call: Call, start?: number, stop?: number, step?: number): Outcome {
    const slice = sliceOf(this.#values.length, 'list.deleteSlice', start, stop, step);
    if (slice.step === 1) {
      this.#replace(call, slice.start, slice.count, []);
      return undefined;
    }
    const places = new Set(indexesOf(slice));
    for (const place of places) call.drop(this.#values.at(place));
    this.#values.become(this.#values.toArray().filter((_, place) => !places.has(place)));
    return undefined;
  }

  splice(call: Call, start: number, deleteCount: number | undefined, values: readonly Stored[]): Outcome {
    const from = gapAt(this.#values.length, start);
    const rest = this.#values.length - from;
    const count = Math.min(Math.max(deleteCount ?? rest, 0), rest);
    this.#checkRoom(call, from, count);
    return this.#replace(call, from, count, values);
  }

  clear(call: Call): Outcome {
    for (const value of this.#values) call.drop(value);
    this.#values.become([]);
    return undefined;
  }

  reverse(): Outcome {
    this.#values.become(this.#values.toArray().reverse());
    return undefined;
  }

  sort(_call: Call, reverse = false, by: readonly StoredKey[] = []): Outcome {
    this.#values.become(sorted(this.#values.toArray(), reverse, by));
    return undefined;
  }

  multiply(call: Call, times: number): Outcome {
    if (times <= 0) return this.clear(call);
    const values = this.#values.toArray();
    checkCopies(call, values, times - 1);
    if (values.length > 0) for (let time = 1; time < times; time++) this.extend(call, values);
    return undefined;
  }

  // ── As every state ─────────────────────────────────────────────────────────────────────────────────────────────────

  takeBack(call: Call, items: readonly unknown[]): void {
    for (const { value, to } of items as readonly Taken[]) {
      call.keep(value);
      this.#values.insert(to === 'end' ? this.#values.length : Math.min(to, this.#values.length), value);
    }
  }

  snapshot(): Result {
    return this.#values.toArray();
  }

  static restore(_options: Options, snapshot: Result): ListState {
    return new ListState(snapshot as readonly Stored[]);
  }

  /** The place of an index that may count from the end. Throws `IndexError` where there is no value. */
  #place(operation: string, index: number): number {
    return indexOf(this.#values.length, index, `list.${operation}`);
  }

  /** The first place, in a slice, of a value that equals `wanted`; -1 if there is none. */
  #find(wanted: StoredKey, start?: number, stop?: number): number {
    const bytes = keyBytes(wanted);
    for (const place of indexesOf(sliceOf(this.#values.length, 'list.indexOf', start, stop))) {
      if (isEqual(this.#values.at(place), bytes)) return place;
    }
    return -1;
  }

  #put(call: Call, place: number, value: Stored): undefined {
    call.keep(value);
    call.drop(this.#values.set(place, value));
  }

  #replace(call: Call, place: number, count: number, values: readonly Stored[]): Stored[] {
    for (const value of values) call.keep(value);
    const removed = this.#values.replace(place, count, values);
    for (const value of removed) call.drop(value);
    return removed;
  }

  #handOut(call: Call, place: number, to: Taken['to']): Handout {
    const value = this.#values.take(place);
    call.drop(value);
    const taken: Taken = { value, to };
    return new Handout(value, [taken]);
  }

  /** What is removed must fit the answer: once it is gone it would be lost. */
  #checkRoom(call: Call, from: number, count: number): void {
    let bytes = 0;
    for (let place = from; place < from + count; place++) bytes += bytesOf(this.#values.at(place));
    if (bytes <= call.room) return;
    throw new LimitError(
      `argument deleteCount of list.splice: the ${count} values to be removed take ${bytes} bytes; one answer carries ${call.room}: remove fewer at a time, or delete them by deleteSlice`,
    );
  }
}

/** In bytes: as one call carries at most, and some. */
const MULTIPLIED_BYTES = 4 * limits.frameBytes;

/** A few bytes of `multiply` must not make more than a broker could take in. PROTOCOL.md, "List". */
function checkCopies(call: Call, values: readonly Stored[], copies: number): void {
  const added = (each: (value: Stored) => number) => copies * values.reduce((total, value) => total + each(value), 0);
  const checks = [
    ['values', copies * values.length, limits.frameObjects],
    ['references to shared objects', added((value) => referencesOf(value).length), limits.frameObjects],
    ['bytes', added((value) => encodingOf(value).length), MULTIPLIED_BYTES],
  ] as const;
  for (const [what, count, limit] of checks) {
    if (count <= limit) continue;
    throw new LimitError(
      `argument times of list.multiply: it would add ${count} ${what}; one call adds at most ${limit}`,
    );
  }
  checkRoom(call, added(memoryOf));
}
