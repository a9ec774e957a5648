import { Buffer } from 'node:buffer';
import { limits } from '../../protocol/limits.js';

/** Less than this is cheaper to allocate than to keep. */
const LEAST_BYTES = 16_384;

/** A value of a packet's length, with what stands around it. What is larger is rare. */
const MOST_BYTES = limits.packetBytes + 65_536;

/** What is kept in all: enough for some large values on their way at a time, and little for a program that has done with them. */
const KEPT_BYTES = 4 * limits.packetBytes;

/** Lengths are rounded up by an eighth at most, so that values of nearly one length can take turns. */
const STEPS_OF_AN_OCTAVE_LOG2 = 3;

/**
 * Memory for the copies of large values, used again. The system clears each page of fresh memory when it is first written to,
 * which takes three times as long as the copy, and V8 collects for it. Memory that is never given back is garbage as any.
 */
export class SpareMemory {
  readonly #kept: ArrayBuffer[] = [];
  #bytesKept = 0;
  /** What may come back: not the memory of a value that somebody else made. */
  readonly #lent = new WeakSet<ArrayBufferLike>();

  /** Memory that says nothing; the caller fills all of it. */
  take(length: number): Buffer {
    if (length < LEAST_BYTES || length > MOST_BYTES) return Buffer.allocUnsafe(length);
    const bytes = roundedUp(length);
    const place = this.#kept.findLastIndex(({ byteLength }) => byteLength === bytes);
    const memory = place < 0 ? Buffer.allocUnsafeSlow(bytes).buffer : (this.#kept.splice(place, 1)[0] as ArrayBuffer);
    if (place >= 0) this.#bytesKept -= bytes;
    this.#lent.add(memory);
    return Buffer.from(memory, 0, length);
  }

  /** Nobody reads what was taken for these encoded arguments any more. */
  giveBack(encoded: unknown): void {
    if (Array.isArray(encoded)) for (let index = 0; index < encoded.length; index++) this.giveBack(encoded[index]);
    // To ask a small array for its buffer makes one.
    else if (encoded instanceof Uint8Array && encoded.length >= LEAST_BYTES) this.#takeBack(encoded.buffer);
  }

  #takeBack(memory: ArrayBufferLike): void {
    if (this.#lent.delete(memory)) this.#keep(memory as ArrayBuffer);
  }

  /** Of the last used, as programs change the size of their values. */
  #keep(memory: ArrayBuffer): void {
    this.#kept.push(memory);
    this.#bytesKept += memory.byteLength;
    while (this.#bytesKept > KEPT_BYTES) this.#bytesKept -= (this.#kept.shift() as ArrayBuffer).byteLength;
  }
}

function roundedUp(length: number): number {
  const step = 2 ** (31 - Math.clz32(length) - STEPS_OF_AN_OCTAVE_LOG2);
  return Math.ceil(length / step) * step;
}
