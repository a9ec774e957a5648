import { memoryOfKey } from '../stored.js';

/** What an id takes beside its characters. */
const ID_BYTES = 56;

/** The ids of the items that a queue has, and of how many items each: putMany gives all its items one. */
export class Ids {
  /** Most queues have no items with ids. */
  #counts: Map<string, number> | undefined;

  #bytes = 0;

  /** What they take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  has(id: string): boolean {
    return this.#counts?.has(id) ?? false;
  }

  add(id: string | undefined): void {
    if (id === undefined) return;
    this.#counts ??= new Map();
    const before = this.#counts.get(id) ?? 0;
    if (before === 0) this.#bytes += ID_BYTES + memoryOfKey(id);
    this.#counts.set(id, before + 1);
  }

  delete(id: string | undefined): void {
    if (id === undefined) return;
    const left = (this.#counts?.get(id) ?? 0) - 1;
    if (left > 0) this.#counts?.set(id, left);
    else if (this.#counts?.delete(id)) this.#bytes -= ID_BYTES + memoryOfKey(id);
  }
}
