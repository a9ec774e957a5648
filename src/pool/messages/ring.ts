/** How many bytes may be on their way: a power of two. What is longer goes by post. */
const CAPACITY = 65_536;

/**
 * Cells of the shared memory before the bytes: how many were written and read, whether the reader was called since he last
 * read, how many posts he read, and whether he looks by himself for whether he was called.
 */
const WRITTEN = 0;
const READ = 1;
const CALLED = 2;
const POSTS_READ = 3;
const WATCHED = 4;
const CELLS = 5;
const BYTES_AT = CELLS * Int32Array.BYTES_PER_ELEMENT;

/**
 * A pipe of bytes in memory that two threads share: what is written is there at once, also when the writer ends in the next
 * moment. A message to another thread costs several microseconds on both sides, and each tiny task would have two; so the
 * messages lie here, and all that is posted is a bell: when the reader has not been called since it last read, and sleeps.
 *
 * What does not fit, or carries objects, is posted. Until the reader has read that, nothing is written here: so all that is here
 * came before any post that is on its way.
 */
export class Ring {
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #bytes: Uint8Array;
  /** The writer's: how many shipments it posted. */
  #posts = 0;

  constructor(shared = new SharedArrayBuffer(BYTES_AT + CAPACITY)) {
    this.shared = shared;
    this.#cells = new Int32Array(shared, 0, CELLS);
    this.#bytes = new Uint8Array(shared, BYTES_AT);
  }

  /** False when these bytes have to be posted. */
  write(bytes: Uint8Array): boolean {
    const written = Atomics.load(this.#cells, WRITTEN);
    // Positions wrap around; their difference does not.
    const free = CAPACITY - ((written - Atomics.load(this.#cells, READ)) | 0);
    if (bytes.length > free || Atomics.load(this.#cells, POSTS_READ) !== this.#posts) return false;
    const at = written & (CAPACITY - 1);
    const first = Math.min(bytes.length, CAPACITY - at);
    this.#bytes.set(first === bytes.length ? bytes : bytes.subarray(0, first), at);
    if (first < bytes.length) this.#bytes.set(bytes.subarray(first), 0);
    Atomics.store(this.#cells, WRITTEN, (written + bytes.length) | 0);
    return true;
  }

  /** Calls the reader, who is to read. Gives whether a bell must be rung for that. */
  call(): boolean {
    return Atomics.exchange(this.#cells, CALLED, 1) === 0 && Atomics.load(this.#cells, WATCHED) === 0;
  }

  /** Whether the reader was called and has not read since. */
  get isCalled(): boolean {
    return Atomics.load(this.#cells, CALLED) === 1;
  }

  /** The reader says whether it looks for calls by itself. When it ceases, it has to look once more. */
  watch(isWatched: boolean): void {
    Atomics.store(this.#cells, WATCHED, isWatched ? 1 : 0);
  }

  /** The writer posts a shipment now. */
  notePost(): void {
    this.#posts = (this.#posts + 1) | 0;
  }

  /** A copy of all that is there, which may be nothing. */
  read(): Uint8Array {
    // Before it is looked: what is written afterwards has its own call.
    Atomics.store(this.#cells, CALLED, 0);
    const read = Atomics.load(this.#cells, READ);
    const length = (Atomics.load(this.#cells, WRITTEN) - read) | 0;
    const bytes = new Uint8Array(length);
    const at = read & (CAPACITY - 1);
    const first = Math.min(length, CAPACITY - at);
    bytes.set(this.#bytes.subarray(at, at + first));
    if (first < length) bytes.set(this.#bytes.subarray(0, length - first), first);
    Atomics.store(this.#cells, READ, (read + length) | 0);
    return bytes;
  }

  /** The reader has read a shipment that was posted. */
  notePostRead(): void {
    Atomics.add(this.#cells, POSTS_READ, 1);
  }
}
