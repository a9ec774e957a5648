import { describe, expect, test } from 'vitest';
import { decodeValue, encodeValue, SpareMemory } from '../../src/wire/index.js';

const LARGE = 100_000;

function memoryOf(encoded: unknown): ArrayBufferLike {
  return (encoded as Uint8Array).buffer;
}

describe('spare memory', () => {
  const encodedTo = (spare: SpareMemory, value: unknown) => encodeValue(value, undefined, 'value', spare) as Uint8Array;

  test('is used again when it was given back, and not before', () => {
    const spare = new SpareMemory();
    const first = encodedTo(spare, new Uint8Array(LARGE).fill(1));
    const second = encodedTo(spare, 'x'.repeat(LARGE));
    expect(memoryOf(second)).not.toBe(memoryOf(first));
    spare.giveBack([first]);
    const third = encodedTo(spare, new Uint8Array(LARGE - 500).fill(3));
    expect(memoryOf(third)).toBe(memoryOf(first));
    expect(Buffer.compare(decodeValue(third) as Uint8Array, new Uint8Array(LARGE - 500).fill(3))).toBe(0);
    expect(decodeValue(second)).toBe('x'.repeat(LARGE));
  });

  test('that was given back twice is lent once', () => {
    const spare = new SpareMemory();
    const first = encodedTo(spare, new Uint8Array(LARGE));
    spare.giveBack([[first], [first]]);
    expect(memoryOf(encodedTo(spare, new Uint8Array(LARGE)))).not.toBe(
      memoryOf(encodedTo(spare, new Uint8Array(LARGE))),
    );
  });

  test('is no memory that came from elsewhere', () => {
    const spare = new SpareMemory();
    const own = new Uint8Array(LARGE);
    spare.giveBack([own, [own, [1]], 'text', null]);
    expect(memoryOf(spare.take(LARGE))).not.toBe(own.buffer);
  });

  test('is kept up to some megabytes, that of the last used', () => {
    const spare = new SpareMemory();
    const taken = Array.from({ length: 100 }, () => spare.take(LARGE));
    spare.giveBack(taken);
    const again = new Set(Array.from({ length: 100 }, () => memoryOf(spare.take(LARGE))));
    const kept = taken.flatMap((each, index) => (again.has(memoryOf(each)) ? [index] : []));
    expect(kept).toEqual(Array.from(taken.keys()).slice(-kept.length));
    expect(kept.length * LARGE).toBeGreaterThan(2_000_000);
    expect(kept.length * LARGE).toBeLessThan(5_000_000);
  });

  test('is not kept for what is small, nor for what is rare', () => {
    const spare = new SpareMemory();
    for (const length of [1_000, 3_000_000]) {
      const taken = spare.take(length);
      spare.giveBack([taken]);
      expect(memoryOf(spare.take(length)) === memoryOf(taken) && length > 4_096).toBe(false);
    }
  });
});
