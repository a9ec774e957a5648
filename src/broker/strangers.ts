/** Who is at the door: connections whose clients have not proved who they are, oldest first. */
export class Strangers<T> {
  readonly #all = new Set<T>();

  /** One more. Gives those that must go, as there are more than `most` now. */
  add(stranger: T, most: number): readonly T[] {
    this.#all.add(stranger);
    const evicted: T[] = [];
    for (const oldest of this.#all) {
      if (this.#all.size <= most) break;
      this.#all.delete(oldest);
      evicted.push(oldest);
    }
    return evicted;
  }

  delete(stranger: T): void {
    this.#all.delete(stranger);
  }
}
