import { Buffer } from 'node:buffer';
import { LimitError } from '../../protocol/errors.js';

const INITIAL_BYTES = 8 * 1024;
/** A buffer that grew past this gives its memory back after use. */
const KEPT_BYTES = 1024 * 1024;

/** Memory that grows as it is written to, up to a limit, and is used again for the next writing. */
export class ByteBuffer {
  protected bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  protected view = viewOf(this.bytes);
  protected end = 0;
  #maxBytes = 0;
  #what = '';

  /** Begins anew. More than `maxBytes` in all are refused with a `LimitError` that names `what`. */
  begin(maxBytes: number, what: string): void {
    this.end = 0;
    this.#maxBytes = maxBytes;
    this.#what = what;
  }

  get length(): number {
    return this.end;
  }

  /** A copy of what was written, in memory of its size, so that a small value kept does not keep a large buffer. */
  take(): Uint8Array {
    this.expect(this.end);
    const taken = Buffer.allocUnsafe(this.end);
    this.bytes.copy(taken, 0, 0, this.end);
    return taken;
  }

  /** Lets go of memory that only a long writing needed. */
  shrink(): void {
    if (this.bytes.length > KEPT_BYTES) this.#use(Buffer.allocUnsafeSlow(INITIAL_BYTES));
  }

  raw(bytes: Uint8Array): void {
    this.expect(bytes.length);
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** Puts the stretches that begin at `starts`, the last one ending here, into the order of their bytes. */
  sortStretches(starts: readonly number[]): void {
    if (this.#areSorted(starts)) return;
    const order = starts.map((_, index) => index).sort((a, b) => this.#compare(starts, a, b));
    const [begin = 0] = starts;
    const unsorted = new Uint8Array(this.bytes.subarray(begin, this.end));
    let end = begin;
    for (const index of order) {
      const stretch = unsorted.subarray((starts[index] as number) - begin, (starts[index + 1] ?? this.end) - begin);
      this.bytes.set(stretch, end);
      end += stretch.length;
    }
  }

  /** Makes room for `count` more bytes. Must come before anything is written to `bytes` or `view`: it replaces them. */
  protected reserve(count: number): void {
    if (this.end + count > this.bytes.length) this.#grow(count);
  }

  /** Refuses, before any work is done for it, what is known to become this long at least. */
  protected expect(length: number): void {
    if (length <= this.#maxBytes) return;
    throw new LimitError(`${this.#what} takes more than ${this.#maxBytes} bytes; split it, or send the name of a file`);
  }

  /** A token and a number of one byte behind it; room for both is reserved already. */
  protected head8(token: number, value: number): void {
    this.bytes[this.end++] = token;
    this.bytes[this.end++] = value;
  }

  protected head16(token: number, value: number): void {
    this.bytes[this.end++] = token;
    this.bytes[this.end++] = value >> 8;
    this.bytes[this.end++] = value;
  }

  protected head32(token: number, value: number): void {
    this.bytes[this.end++] = token;
    this.view.setInt32(this.end, value);
    this.end += 4;
  }

  #areSorted(starts: readonly number[]): boolean {
    for (let index = 1; index < starts.length; index++) {
      if (this.#compare(starts, index - 1, index) > 0) return false;
    }
    return true;
  }

  /** No stretch is the beginning of another: MessagePack items say where they end. */
  #compare(starts: readonly number[], a: number, b: number): number {
    let left = starts[a] as number;
    let right = starts[b] as number;
    const end = starts[a + 1] ?? this.end;
    while (left < end) {
      const difference = (this.bytes[left++] as number) - (this.bytes[right++] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #grow(count: number): void {
    this.expect(this.end);
    const grown = Buffer.allocUnsafeSlow(Math.max(this.end + count, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.end);
    this.#use(grown);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
