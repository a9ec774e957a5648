/** How many places at the head may be empty before the rest moves up. */
const MOST_EMPTY = 1_024;

/** First in, first out. An array's `shift` moves all that is left, which a long line cannot afford. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const { first } = this;
    if (this.length > 0) {
      // Its place is not given up at once, but it is: items may be large.
      this.#items[this.#head] = undefined;
      this.#head += 1;
    }
    if (this.#head > MOST_EMPTY && this.#head > this.length) this.#moveUp();
    return first;
  }

  /** Takes one out of the middle. Slow, for what is rare. */
  remove(item: T): void {
    this.#moveUp();
    const place = this.#items.indexOf(item);
    if (place >= 0) this.#items.splice(place, 1);
  }

  /** Takes all of them out. */
  drain(): T[] {
    this.#moveUp();
    return this.#items.splice(0) as T[];
  }

  #moveUp(): void {
    this.#items.splice(0, this.#head);
    this.#head = 0;
  }
}
