/** The few greatest of many, which come one by one. */
export class Leaders<T> {
  readonly #most: number;
  /** The greatest first; among equals, who came first. */
  readonly #leaders: { readonly rank: number; readonly thing: T }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  offer(rank: number, thing: T): void {
    const leaders = this.#leaders;
    const last = leaders.at(-1);
    if (leaders.length === this.#most && last && last.rank >= rank) return;
    leaders.splice(this.#placeOf(rank), 0, { rank, thing });
    if (leaders.length > this.#most) leaders.pop();
  }

  map<U>(of: (thing: T) => U): U[] {
    return this.#leaders.map(({ thing }) => of(thing));
  }

  /** Behind all that are not smaller. */
  #placeOf(rank: number): number {
    let begin = 0;
    let end = this.#leaders.length;
    while (begin < end) {
      const middle = (begin + end) >> 1;
      if ((this.#leaders[middle]?.rank as number) >= rank) begin = middle + 1;
      else end = middle;
    }
    return begin;
  }
}
