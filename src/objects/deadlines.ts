/** Something that is to happen at a time. The place in the heap is kept in it, so that it can be called off. */
export interface Deadline {
  /** When, on the engine's clock. Does not change while it is in the heap. */
  readonly at: number;
  /** The heap's own; -1 outside of it. */
  place: number;
}

/** Deadlines in one heap: one timer outside serves them all, and a deadline called off leaves nothing behind. */
export class Deadlines<T extends Deadline> {
  readonly #heap: T[] = [];

  /** The earliest deadline. */
  get next(): T | undefined {
    return this.#heap[0];
  }

  add(deadline: T): void {
    this.#heap.push(deadline);
    this.#rise(deadline, this.#heap.length - 1);
  }

  /** Calls a deadline off; one that is not in the heap is left alone. */
  remove(deadline: T): void {
    const { place } = deadline;
    if (place < 0) return;
    deadline.place = -1;
    const last = this.#heap.pop() as T;
    if (last === deadline) return;
    const parent = this.#heap[(place - 1) >> 1];
    if (place > 0 && parent && last.at < parent.at) this.#rise(last, place);
    else this.#sink(last, place);
  }

  #rise(deadline: T, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = this.#heap[(place - 1) >> 1] as T;
      if (parent.at <= deadline.at) break;
      this.#put(parent, place);
      place = (place - 1) >> 1;
    }
    this.#put(deadline, place);
  }

  #sink(deadline: T, from: number): void {
    let place = from;
    for (;;) {
      const child = this.#earlierChild(place);
      if (child === undefined || child.at >= deadline.at) break;
      const next = child.place;
      this.#put(child, place);
      place = next;
    }
    this.#put(deadline, place);
  }

  #earlierChild(place: number): T | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return left && right && right.at < left.at ? right : left;
  }

  #put(deadline: T, place: number): void {
    this.#heap[place] = deadline;
    deadline.place = place;
  }
}
