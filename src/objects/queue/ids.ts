/** The ids of the items that a queue has, and of how many items each: putMany gives all its items one. */
export class Ids {
  /** Most queues have no items with ids. */
  #counts: Map<string, number> | undefined;

  has(id: string): boolean {
    return this.#counts?.has(id) ?? false;
  }

  add(id: string | undefined): void {
    if (id === undefined) return;
    this.#counts ??= new Map();
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
  }

  delete(id: string | undefined): void {
    if (id === undefined) return;
    const left = (this.#counts?.get(id) ?? 0) - 1;
    if (left > 0) this.#counts?.set(id, left);
    else this.#counts?.delete(id);
  }
}
