import { KeyError } from '../../../protocol/errors.js';
import type { Call, Options, Outcome, Result, StateOf, Stored, StoredKey } from '../contract.js';
import { keyBytes, keyString } from '../keys.js';
import type { dictOperations } from './operations.js';

/** A mapping from keys to values in the order of insertion, as Python's `dict` and JavaScript's `Map`. */
export class DictState implements StateOf<typeof dictOperations> {
  readonly #values = new Map<StoredKey, Stored>();
  /** Keys as they were inserted, gone ones among them; a `Map` has no cheap way to its end, which `popItem` needs. */
  #log: StoredKey[] = [];

  get(_call: Call, key: StoredKey): Outcome {
    return this.#values.get(key);
  }

  set(call: Call, key: StoredKey, value: Stored): Outcome {
    const before = this.#values.get(key);
    call.keep(value);
    this.#values.set(key, value);
    if (before === undefined) this.#append(key);
    else call.drop(before);
    return undefined;
  }

  has(_call: Call, key: StoredKey): Outcome {
    return this.#values.has(key);
  }

  delete(call: Call, key: StoredKey): Outcome {
    return this.#remove(call, key) !== undefined;
  }

  size(): Outcome {
    return this.#values.size;
  }

  clear(call: Call): Outcome {
    for (const value of this.#values.values()) call.drop(value);
    this.#values.clear();
    this.#log = [];
    return undefined;
  }

  keys(): Outcome {
    return [...this.#values.keys()].map(keyBytes);
  }

  values(): Outcome {
    return [...this.#values.values()];
  }

  entries(): Outcome {
    return [...this.#values].map(([key, value]) => [keyBytes(key), value]);
  }

  pop(call: Call, key: StoredKey, byDefault?: Stored): Outcome {
    const value = this.#remove(call, key) ?? byDefault;
    if (value === undefined) throw new KeyError('pop: the dict has no such key; give a default to get that instead');
    return value;
  }

  popItem(call: Call): Outcome {
    let key = this.#log.at(-1);
    // The top of the log, once it names a key that is there, is the latest insertion of all: every insertion is logged.
    while (key !== undefined && !this.#values.has(key)) {
      this.#log.pop();
      key = this.#log.at(-1);
    }
    if (key === undefined) throw new KeyError('popItem: the dict is empty');
    return [keyBytes(key), this.#remove(call, key)];
  }

  setDefault(call: Call, key: StoredKey, value: Stored): Outcome {
    const present = this.#values.get(key);
    if (present !== undefined) return present;
    this.set(call, key, value);
    return value;
  }

  update(call: Call, entries: readonly (readonly [StoredKey, Stored])[]): Outcome {
    for (const [key, value] of entries) this.set(call, key, value);
    return undefined;
  }

  snapshot(): Result {
    return this.entries() as Result;
  }

  static restore(_options: Options, snapshot: Result): DictState {
    const state = new DictState();
    for (const [bytes, value] of snapshot as [Uint8Array, Stored][]) {
      const key = keyString(bytes);
      state.#values.set(key, value);
      state.#log.push(key);
    }
    return state;
  }

  /** Gone keys may outnumber those present by a little; more would be a leak. */
  #append(key: StoredKey): void {
    if (this.#log.length > 2 * this.#values.size + 1024) this.#log = [...this.#values.keys()];
    else this.#log.push(key);
  }

  #remove(call: Call, key: StoredKey): Stored | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    call.drop(value);
    return value;
  }
}
