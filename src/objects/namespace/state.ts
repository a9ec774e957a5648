import { AttributeError } from '../../../protocol/errors.js';
import type { Call, Options, Outcome, Result, StateOf, Stored, StoredKey } from '../contract.js';
import { sum } from '../encoded/arithmetic.js';
import { isEqual } from '../encoded/equality.js';
import { keyBytes } from '../keys.js';
import { memoryOf, memoryOfKey } from '../stored.js';
import type { namespaceOperations } from './operations.js';

/** What an attribute takes beside its name and its value. */
const ATTRIBUTE_BYTES = 64;

/** Attributes by their names in the order of insertion, as Python's `multiprocessing.managers.Namespace`. */
export class NamespaceState implements StateOf<typeof namespaceOperations> {
  readonly #attributes = new Map<string, Stored>();
  #bytes = 0;

  get items(): number {
    return this.#attributes.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(_call: Call, name: string): Outcome {
    return this.#present(name, 'get');
  }

  set(call: Call, name: string, value: Stored): Outcome {
    const before = this.#attributes.get(name);
    call.keep(value);
    if (before !== undefined) {
      call.drop(before);
      this.#bytes -= attributeBytes(name, before);
    }
    this.#put(name, value);
    return undefined;
  }

  delete(call: Call, name: string): Outcome {
    const before = this.#present(name, 'delete');
    call.drop(before);
    this.#bytes -= attributeBytes(name, before);
    this.#attributes.delete(name);
    return undefined;
  }

  has(_call: Call, name: string): Outcome {
    return this.#attributes.has(name);
  }

  update(call: Call, attributes: readonly (readonly [string, Stored])[]): Outcome {
    for (const [name, value] of attributes) this.set(call, name, value);
    return undefined;
  }

  names(): Outcome {
    return [...this.#attributes.keys()];
  }

  entries(): Outcome {
    return [...this.#attributes];
  }

  increment(call: Call, name: string, by: number | bigint = 1): Outcome {
    const after = sum(this.#present(name, 'increment'), by, call.calledAs);
    this.set(call, name, after);
    return after;
  }

  compareAndSet(call: Call, name: string, expected: StoredKey, value: Stored): Outcome {
    if (!isEqual(this.#present(name, 'compareAndSet'), keyBytes(expected))) return false;
    this.set(call, name, value);
    return true;
  }

  snapshot(): Result {
    return [...this.#attributes];
  }

  static restore(_options: Options, snapshot: Result): NamespaceState {
    const state = new NamespaceState();
    for (const [name, value] of snapshot as [string, Stored][]) state.#put(name, value);
    return state;
  }

  #put(name: string, value: Stored): void {
    this.#attributes.set(name, value);
    this.#bytes += attributeBytes(name, value);
  }

  #present(name: string, operation: string): Stored {
    const value = this.#attributes.get(name);
    if (value !== undefined) return value;
    throw new AttributeError(
      `argument name of namespace.${operation}: the namespace has no attribute ${JSON.stringify(name)}`,
    );
  }
}

function attributeBytes(name: string, value: Stored): number {
  return ATTRIBUTE_BYTES + memoryOfKey(name) + memoryOf(value);
}
