import type { Call, Options, Outcome, Result, StateOf, Stored, StoredKey } from '../contract.js';
import { storedNumber, sum } from '../encoded/arithmetic.js';
import { isEqual } from '../encoded/equality.js';
import { numberIn, numberItem } from '../encoded/numbers.js';
import { elementIn, elementSum, isSameNumber, readOption, type Typecode } from '../encoded/typecodes.js';
import { UNDEFINED } from '../encoded/writing.js';
import { keyBytes } from '../keys.js';
import { memoryOf } from '../stored.js';
import type { valueOperations } from './operations.js';

/** One value, as Python's `multiprocessing.Value`: of any kind, or a number of one typecode. */
export class ValueState implements StateOf<typeof valueOperations> {
  readonly #typecode: Typecode | null;
  #value: Stored;
  /** How often the value was replaced: who read it at this revision read the present one. */
  #revision = 0;

  constructor(options: Options) {
    this.#typecode = options['typecode'] as Typecode | null;
    this.#value = this.#initial(options['initial'] as Uint8Array | null);
  }

  get bytes(): number {
    return memoryOf(this.#value);
  }

  get(): Outcome {
    return this.#value;
  }

  set(call: Call, value: Stored): Outcome {
    this.#put(call, this.#checked(value, 'argument value of value.set'));
    return undefined;
  }

  increment(call: Call, by: number | bigint = 1): Outcome {
    this.#put(call, this.#sum(by, call.calledAs));
    return this.#value;
  }

  compareAndSet(call: Call, expected: StoredKey, value: Stored): Outcome {
    const next = this.#checked(value, 'argument value of value.compareAndSet');
    if (!this.#equals(expected)) return false;
    this.#put(call, next);
    return true;
  }

  read(): Outcome {
    return [this.#revision, this.#value];
  }

  replace(call: Call, revision: number, value: Stored): Outcome {
    const next = this.#checked(value, 'argument value of value.replace');
    if (revision !== this.#revision) return false;
    this.#put(call, next);
    return true;
  }

  snapshot(): Result {
    return [this.#revision, this.#value];
  }

  static restore(options: Options, snapshot: Result): ValueState {
    const [revision, value] = snapshot as [number, Stored];
    const state = new ValueState(options);
    state.#revision = revision;
    state.#value = value;
    return state;
  }

  #initial(given: Uint8Array | null): Stored {
    if (given === null) return this.#typecode === null ? UNDEFINED : numberItem(0);
    return readOption(() => this.#checked(given, 'option initial of value'));
  }

  /** The value as it is stored. Throws `ValueError` for what is no number of the typecode. */
  #checked(value: Stored, what: string): Stored {
    return this.#typecode === null ? value : numberItem(elementIn(this.#typecode, value, what));
  }

  #sum(by: number | bigint, where: string): Stored {
    if (this.#typecode === null) return sum(this.#value, by, where);
    return numberItem(elementSum(this.#typecode, storedNumber(this.#value, where), by, where));
  }

  /** Of numbers of one typecode, 5 and 5n are one. */
  #equals(expected: StoredKey): boolean {
    if (this.#typecode === null) return isEqual(this.#value, keyBytes(expected));
    const number = numberIn(keyBytes(expected));
    return number !== undefined && isSameNumber(number, storedElement(this.#value));
  }

  #put(call: Call, value: Stored): void {
    call.keep(value);
    call.drop(this.#value);
    this.#value = value;
    this.#revision++;
  }
}

/** What a typecode let in is a number. */
function storedElement(value: Stored): number | bigint {
  return numberIn(value as Uint8Array) as number | bigint;
}
