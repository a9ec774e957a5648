import { limits } from '../../protocol/limits.js';

/** What goes into one page of a large object: whoever goes through one must not keep everybody else waiting. */
export class PageRoom {
  #bytes: number;
  #count: number = limits.pageItems;

  /** `room` is what one answer carries. */
  constructor(room: number) {
    this.#bytes = Math.min(room, limits.packetBytes);
  }

  /** Whether an item of so many bytes still goes in. The first does whatever its size. */
  take(bytes: number): boolean {
    const isFirst = this.#count === limits.pageItems;
    this.#bytes -= bytes;
    this.#count--;
    return isFirst || (this.#bytes >= 0 && this.#count >= 0);
  }
}
