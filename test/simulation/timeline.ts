import { Heap, type HeapEntry } from '../../src/objects/heap.js';

interface Happening extends HeapEntry {
  readonly at: number;
  /** Of two at one time the one that was planned first happens first. */
  readonly number: number;
  readonly act: () => void;
}

/** The time of a simulated world, in milliseconds: it passes when nothing is left to do at the present moment. */
export class Timeline {
  now = 0;
  #planned = 0;
  readonly #happenings = new Heap<Happening>((a, b) => a.at < b.at || (a.at === b.at && a.number < b.number));

  /** Does `act` at a time. If that has passed: after all that is planned for the present moment. */
  at(time: number, act: () => void): void {
    this.#happenings.add({ at: Math.max(time, this.now), number: ++this.#planned, act, place: -1 });
  }

  after(ms: number, act: () => void): void {
    this.at(this.now + ms, act);
  }

  /** Lets time pass until `isOver`, or `until`; whichever comes first. Resolves to whether it is over. */
  async run(until: number, isOver: () => boolean = () => false): Promise<boolean> {
    await everythingSettled();
    while (!isOver()) {
      const next = this.#happenings.first();
      if (!next || next.at > until) {
        this.now = until;
        return isOver();
      }
      this.#happenings.take();
      this.now = next.at;
      next.act();
      await everythingSettled();
    }
    return true;
  }
}

/** Resolves when every promise that can go on has gone on, and every callback of `nextTick` was called. */
function everythingSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
