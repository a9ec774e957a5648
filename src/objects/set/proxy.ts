import { arrayOf, isIterable } from '../iterables.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { setOperations } from './operations.js';

/** Another set: anything that can be iterated over, or a shared set, which is read first. */
export type SetOperand<T> = Iterable<T> | SharedSet<T>;

/** Any number of other sets, and the call's options after them. */
export type SetOperands<T> = SetOperand<T>[] | [...others: SetOperand<T>[], options: CallOptions];

type Change = 'update' | 'intersectionUpdate' | 'differenceUpdate' | 'symmetricDifferenceUpdate';
type Derivation = 'union' | 'intersection' | 'difference' | 'symmetricDifference';

/**
 * A set shared by all who hold a proxy of it, in the order of insertion: Python's `set` by `Set`'s names. Members may be any
 * value without proxies in it; equal content is one member. What is done with another shared set is done with what that
 * set held when it was read, which comes first: no call is atomic over two of them. PROTOCOL.md, "Set".
 */
export class SharedSet<T = unknown> extends SharedObject<typeof setOperations> implements AsyncIterable<T> {
  constructor(reference: Reference) {
    super(reference, setOperations);
  }

  /** Resolves to whether the member is new, where `Set.prototype.add` gives the set and Python's `add` nothing. */
  add(member: T, options?: CallOptions): Promise<boolean> {
    return this.invoke('add', [member], options);
  }

  has(member: T, options?: CallOptions): Promise<boolean> {
    return this.invoke('has', [member], options);
  }

  /** Resolves to whether there was such a member, as Python's `discard` does not tell. */
  delete(member: T, options?: CallOptions): Promise<boolean> {
    return this.invoke('delete', [member], options);
  }

  /** As `delete`, but rejects with `KeyError` if there is no such member. */
  remove(member: T, options?: CallOptions): Promise<void> {
    return this.invoke('remove', [member], options);
  }

  /**
   * Removes a member, the oldest, and resolves to it. Rejects with `KeyError` if there is none. A session that ends before
   * it has the member gives it back, as the youngest.
   */
  pop(options?: CallOptions): Promise<T> {
    return this.invoke('pop', [], options) as Promise<T>;
  }

  /** How many members there are. */
  size(options?: CallOptions): Promise<number> {
    return this.invoke('size', [], options);
  }

  clear(options?: CallOptions): Promise<void> {
    return this.invoke('clear', [], options);
  }

  /** All members, as they were at one moment. */
  values(options?: CallOptions): Promise<T[]> {
    return this.invoke('values', [], options) as Promise<T[]>;
  }

  /** A `Set` of all members, as they were at one moment. It tells members apart by identity, as every `Set`. */
  async copy(options?: CallOptions): Promise<Set<T>> {
    return new Set(await this.values(options));
  }

  /** Adds what the others hold, as one. Python's `|=`. */
  update(...others: SetOperands<T>): Promise<void> {
    return this.#change('update', others);
  }

  /** Removes what is not in all of the others, as one. Python's `&=`. */
  intersectionUpdate(...others: SetOperands<T>): Promise<void> {
    return this.#change('intersectionUpdate', others);
  }

  /** Removes what is in one of the others, as one. Python's `-=`. */
  differenceUpdate(...others: SetOperands<T>): Promise<void> {
    return this.#change('differenceUpdate', others);
  }

  /** Keeps what is in this set or in the other but not in both, as one; several others one after another. Python's `^=`. */
  symmetricDifferenceUpdate(...others: SetOperands<T>): Promise<void> {
    return this.#change('symmetricDifferenceUpdate', others);
  }

  /** A local `Set` of what is in this set or in one of the others; this set stays as it is. Python's `|`. */
  union(...others: SetOperands<T>): Promise<Set<T>> {
    return this.#derive('union', others);
  }

  /** A local `Set` of what is in this set and in all of the others. Python's `&`. */
  intersection(...others: SetOperands<T>): Promise<Set<T>> {
    return this.#derive('intersection', others);
  }

  /** A local `Set` of what is in this set and in none of the others. Python's `-`. */
  difference(...others: SetOperands<T>): Promise<Set<T>> {
    return this.#derive('difference', others);
  }

  /** A local `Set` of what is in an odd number of this set and the others. Python's `^`. */
  symmetricDifference(...others: SetOperands<T>): Promise<Set<T>> {
    return this.#derive('symmetricDifference', others);
  }

  /** Whether all members are in the other, too. Python's `<=`. */
  async isSubsetOf(other: SetOperand<T>, options?: CallOptions): Promise<boolean> {
    return this.invoke('isSubsetOf', [await membersOf(other, 'argument other of set.isSubsetOf')], options);
  }

  /** Whether all that the other holds is in this set, too. Python's `>=`. */
  async isSupersetOf(other: SetOperand<T>, options?: CallOptions): Promise<boolean> {
    return this.invoke('isSupersetOf', [await membersOf(other, 'argument other of set.isSupersetOf')], options);
  }

  /** Whether nothing is in both. */
  async isDisjointFrom(other: SetOperand<T>, options?: CallOptions): Promise<boolean> {
    return this.invoke('isDisjointFrom', [await membersOf(other, 'argument other of set.isDisjointFrom')], options);
  }

  /** Iterates over the members as they are when the iteration begins. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    yield* await this.values();
  }

  async #change(operation: Change, given: SetOperands<T>): Promise<void> {
    await this.#callWith(operation, given);
  }

  async #derive(operation: Derivation, given: SetOperands<T>): Promise<Set<T>> {
    return new Set((await this.#callWith(operation, given)) as T[]);
  }

  async #callWith(operation: Change | Derivation, given: SetOperands<T>): Promise<unknown> {
    const [others, options] = withoutOptions(given);
    const members = others.map((other, index) => membersOf(other, `argument others of set.${operation}[${index}]`));
    return this.invoke(operation, [await Promise.all(members)], options);
  }
}

/** What is no set at all stays among the sets, for the call to refuse. */
function withoutOptions<T>(given: SetOperands<T>): [others: SetOperand<T>[], options: CallOptions | undefined] {
  const last = given.at(-1);
  const isOptions = isPlainObject(last) && !isIterable(last);
  return isOptions
    ? [given.slice(0, -1) as SetOperand<T>[], last as CallOptions]
    : [given as SetOperand<T>[], undefined];
}

async function membersOf<T>(other: SetOperand<T>, what: string): Promise<T[]> {
  return other instanceof SharedSet ? other.values() : arrayOf(other, what);
}
