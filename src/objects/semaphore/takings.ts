/** Permits taken by one `acquire`. */
interface Taking {
  /** How many of them were not given back. */
  left: number;
  /** Lets go of the reference through which they were taken. */
  readonly letGo: () => void;
}

/** The permits that this program has taken of one semaphore and not given back, as far as it knows. */
export class Takings {
  /** In the order in which they were taken; none without a permit. */
  readonly #all: Taking[] = [];

  add(permits: number, letGo: () => void): Taking {
    const taking = { left: permits, letGo };
    this.#all.push(taking);
    return taking;
  }

  /** Permits were given back: those of `own` first, and then, as permits are all alike, those taken last. */
  subtract(permits: number, own?: Taking): void {
    let left = permits - (own ? this.#strike(own, permits) : 0);
    for (let last = this.#all.at(-1); last && left > 0; last = this.#all.at(-1)) left -= this.#strike(last, left);
  }

  #strike(taking: Taking, permits: number): number {
    const struck = Math.min(taking.left, permits);
    taking.left -= struck;
    if (taking.left > 0 || struck === 0) return struck;
    this.#all.splice(this.#all.lastIndexOf(taking), 1);
    taking.letGo();
    return struck;
  }
}
