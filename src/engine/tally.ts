/** How often each of some things counts. Most objects store nothing and are stored nowhere: an empty one takes no map. */
export class Tally<T> {
  #times: Map<T, number> | undefined;
  #total = 0;

  /** All counts together. */
  get total(): number {
    return this.#total;
  }

  add(thing: T): void {
    this.#times ??= new Map();
    this.#times.set(thing, (this.#times.get(thing) ?? 0) + 1);
    this.#total++;
  }

  /** Pairs with `add`. */
  remove(thing: T): void {
    const times = this.#times?.get(thing) ?? 0;
    if (times > 1) this.#times?.set(thing, times - 1);
    else this.#times?.delete(thing);
    this.#total -= Math.min(1, times);
  }

  /** Forgets all that was counted of one thing. */
  removeAll(thing: T): void {
    this.#total -= this.#times?.get(thing) ?? 0;
    this.#times?.delete(thing);
  }

  clear(): void {
    this.#times = undefined;
    this.#total = 0;
  }

  /** Each thing that counts, once. */
  [Symbol.iterator](): Iterator<T> {
    return (this.#times ?? new Map<T, number>()).keys();
  }
}
