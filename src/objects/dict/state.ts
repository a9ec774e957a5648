import { ChangedError, IndexError, KeyError, LimitError, ValueError } from '../../../protocol/errors.js';
import type { Call, Options, Outcome, Result, StateOf, Stored, StoredKey, Turn } from '../contract.js';
import { sum } from '../encoded/arithmetic.js';
import { isEqual } from '../encoded/equality.js';
import { partOf, withoutPart, withPart, withSum } from '../encoded/nested.js';
import { numberItem } from '../encoded/numbers.js';
import type { Path } from '../encoded/paths.js';
import { encodingOf } from '../encoded/references.js';
import { keyBytes, keyString } from '../keys.js';
import { PageRoom } from '../page-room.js';
import { later } from '../queue/timetable.js';
import { bytesOf } from '../stored.js';
import { Entries, Entry } from './entries.js';
import type { dictOperations } from './operations.js';

const ZERO = numberItem(0);

/** What a page takes in an answer beside its entries. */
const PAGE_BYTES = 64;

/**
 * A mapping from keys to values in the order of insertion, as Python's `dict` and JavaScript's `Map`. What sets a value
 * whole sets its time too, or takes it away; what changes something of it leaves the time as it is.
 */
export class DictState implements StateOf<typeof dictOperations> {
  #entries = new Entries();

  get items(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.bytes;
  }

  get dueAt(): number | undefined {
    return this.#entries.nextToGo?.at;
  }

  tick(turn: Turn): void {
    for (let next = this.#entries.nextToGo; next && next.at <= turn.now; next = this.#entries.nextToGo) {
      this.#remove(turn, next);
    }
  }

  get(call: Call, key: StoredKey): Outcome {
    return this.#find(call, key)?.value;
  }

  getMany(call: Call, keys: readonly StoredKey[]): Outcome {
    return keys.map((key) => this.#find(call, key)?.value);
  }

  set(call: Call, key: StoredKey, value: Stored, ttl?: number): Outcome {
    const entry = this.#store(call, key, value);
    this.#entries.endAt(entry, later(call.now, ttl ?? Number.POSITIVE_INFINITY));
    return undefined;
  }

  setIfAbsent(call: Call, key: StoredKey, value: Stored, ttl?: number): Outcome {
    if (this.#find(call, key)) return false;
    this.set(call, key, value, ttl);
    return true;
  }

  setDefault(call: Call, key: StoredKey, value: Stored, ttl?: number): Outcome {
    const present = this.#find(call, key);
    if (present) return present.value;
    this.set(call, key, value, ttl);
    return value;
  }

  update(call: Call, entries: readonly (readonly [StoredKey, Stored])[], ttl?: number): Outcome {
    for (const [key, value] of entries) this.set(call, key, value, ttl);
    return undefined;
  }

  compareAndSet(call: Call, key: StoredKey, expected: StoredKey, value: Stored, ttl?: number): Outcome {
    if (!this.#findEqual(call, key, expected)) return false;
    this.set(call, key, value, ttl);
    return true;
  }

  compareAndDelete(call: Call, key: StoredKey, expected: StoredKey): Outcome {
    const entry = this.#findEqual(call, key, expected);
    if (entry) this.#remove(call, entry);
    return entry !== undefined;
  }

  increment(call: Call, key: StoredKey, by: number | bigint = 1): Outcome {
    const before = this.#find(call, key)?.value ?? ZERO;
    const after = sum(before, by, call.calledAs);
    this.#store(call, key, after);
    return after;
  }

  has(call: Call, key: StoredKey): Outcome {
    return this.#find(call, key) !== undefined;
  }

  delete(call: Call, key: StoredKey): Outcome {
    return this.deleteMany(call, [key]) === 1;
  }

  deleteMany(call: Call, keys: readonly StoredKey[]): Outcome {
    let deleted = 0;
    for (const key of keys) {
      const entry = this.#find(call, key);
      if (!entry) continue;
      this.#remove(call, entry);
      deleted++;
    }
    return deleted;
  }

  size(call: Call): Outcome {
    return this.#present(call).size;
  }

  clear(call: Call): Outcome {
    for (const { value } of this.#entries) call.drop(value);
    this.#entries.clear();
    return undefined;
  }

  keys(call: Call): Outcome {
    return Array.from(this.#present(call), ({ key }) => keyBytes(key));
  }

  values(call: Call): Outcome {
    return Array.from(this.#present(call), ({ value }) => value);
  }

  entries(call: Call): Outcome {
    return Array.from(this.#present(call), item);
  }

  page(call: Call, after = 0, changes?: number): Outcome {
    const entries = this.#present(call);
    if (changes !== undefined && changes !== entries.changes) {
      throw new ChangedError(
        `${call.calledAs}: the dict changed size during the iteration: begin again, or take a snapshot by entries()`,
      );
    }
    const page: Result[] = [];
    const room = new PageRoom(call.room - PAGE_BYTES);
    let last: Entry | undefined;
    for (const entry of entries.after(after)) {
      const pair = item(entry);
      if (!room.take(bytesOf(pair[0]) + bytesOf(pair[1])) && last) return [page, last.number, entries.changes];
      page.push(pair);
      last = entry;
    }
    return [page, null, entries.changes];
  }

  pop(call: Call, key: StoredKey, byDefault?: Stored): Outcome {
    const entry = this.#find(call, key);
    if (entry) return this.#remove(call, entry);
    if (byDefault !== undefined) return byDefault;
    throw new KeyError(`${call.calledAs}: the dict has no such key; give a default to get that instead`);
  }

  popItem(call: Call): Outcome {
    const entry = this.#present(call).last();
    if (!entry) throw new KeyError(`${call.calledAs}: the dict is empty`);
    const popped = item(entry);
    this.#remove(call, entry);
    return popped;
  }

  ttl(call: Call, key: StoredKey): Outcome {
    const { at } = this.#get(call, key);
    return at === Number.POSITIVE_INFINITY ? undefined : at - call.now;
  }

  expire(call: Call, key: StoredKey, ttl = Number.POSITIVE_INFINITY): Outcome {
    this.#entries.endAt(this.#get(call, key), later(call.now, ttl));
    return undefined;
  }

  getIn(call: Call, key: StoredKey, path: Path): Outcome {
    const entry = this.#find(call, key);
    return entry && naming(call, () => partOf(entry.value, path));
  }

  setIn(call: Call, key: StoredKey, path: Path, value: Stored): Outcome {
    const before = this.#find(call, key)?.value;
    const after = naming(call, () => withPart(before, path, value));
    this.#store(call, key, after);
    return undefined;
  }

  incrementIn(call: Call, key: StoredKey, path: Path, by: number | bigint = 1): Outcome {
    const before = this.#find(call, key)?.value;
    const [after, number] = naming(call, () => withSum(before, path, by));
    this.#store(call, key, after);
    return number;
  }

  deleteIn(call: Call, key: StoredKey, path: Path): Outcome {
    const before = this.#find(call, key)?.value;
    const after = before && naming(call, () => withoutPart(before, path));
    if (after) this.#store(call, key, after);
    return after !== undefined;
  }

  snapshot(): Result {
    const entries = Array.from(this.#entries, ({ key, value, number, at }) => [
      ...[keyBytes(key), value, number],
      at === Number.POSITIVE_INFINITY ? null : at,
    ]);
    return [this.#entries.changes, entries];
  }

  static restore(_options: Options, snapshot: Result): DictState {
    const [changes, entries] = snapshot as [number, [Uint8Array, Stored, number, number | null][]];
    const state = new DictState();
    state.#entries = new Entries(changes);
    for (const [bytes, value, number, at] of entries) {
      const entry = state.#entries.put(new Entry(keyString(bytes), value, number));
      state.#entries.endAt(entry, at ?? Number.POSITIVE_INFINITY);
    }
    return state;
  }

  /** The entries without those whose time is over: nobody sees these any more, whether or not the tick has come. */
  #present(turn: Turn): Entries {
    this.tick(turn);
    return this.#entries;
  }

  #find(turn: Turn, key: StoredKey): Entry | undefined {
    return this.#present(turn).get(key);
  }

  #findEqual(turn: Turn, key: StoredKey, expected: StoredKey): Entry | undefined {
    const entry = this.#find(turn, key);
    return entry && isEqual(encodingOf(entry.value), keyBytes(expected)) ? entry : undefined;
  }

  #get(call: Call, key: StoredKey): Entry {
    const entry = this.#find(call, key);
    if (!entry) throw new KeyError(`${call.calledAs}: the dict has no such key`);
    return entry;
  }

  /** Keeps the new value before it drops the one there: what both refer to must live on. */
  #store(turn: Turn, key: StoredKey, value: Stored): Entry {
    const entry = this.#find(turn, key);
    turn.keep(value);
    if (!entry) return this.#entries.add(key, value);
    turn.drop(this.#entries.replace(entry, value));
    return entry;
  }

  #remove(turn: Turn, entry: Entry): Stored {
    const { value } = entry;
    turn.drop(value);
    this.#entries.remove(entry);
    return value;
  }
}

function item({ key, value }: Entry): readonly [Uint8Array, Stored] {
  return [keyBytes(key), value];
}

/** Errors from inside of a value say which operation looked there. */
function naming<T>({ calledAs }: Call, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const Class = [ValueError, IndexError, LimitError].find((each) => error instanceof each);
    if (Class && error instanceof Error) throw new Class(`${calledAs}: ${error.message}`);
    throw error;
  }
}
