import { Heap, type HeapEntry } from './heap.js';

/** Something that is to happen at a time. */
export interface Deadline extends HeapEntry {
  /** When, on the engine's clock. Does not change while it is among the deadlines. */
  readonly at: number;
}

/** All deadlines in one heap: one timer outside serves them all, and a deadline called off leaves nothing behind. */
export class Deadlines<T extends Deadline> extends Heap<T> {
  constructor() {
    super((one, other) => one.at < other.at);
  }
}
