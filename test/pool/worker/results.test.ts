import { describe, expect, it } from 'vitest';
import { EncodingError } from '../../../protocol/errors.js';
import { parcelAtOnce, unpack } from '../../../src/pool/messages/parcel.js';
import { transfer } from '../../../src/pool/messages/transfer.js';
import { PackedList, Packer } from '../../../src/pool/worker/results.js';

const packer = (betweenThreads = false) => new Packer('task f: result', betweenThreads);

function contentOf(packed: ReturnType<PackedList['take']>): unknown {
  const parcel = parcelAtOnce(packed);
  if (!parcel) throw new Error('refers to objects');
  return unpack(parcel, 'the result').value;
}

describe('a list of results', () => {
  it.each([0, 1, 15, 16, 65_535, 65_536])('of %i holds them all, whatever they are', (length) => {
    const values = Array.from({ length }, (_, index) => (index % 3 === 0 ? { index } : index));
    const list = new PackedList(packer());
    for (const value of values) expect(list.add(value)).toBe(true);
    expect(list.length).toBe(length);
    expect(contentOf(list.take())).toEqual(values);
    expect([list.length, list.size]).toEqual([0, 0]);
  });

  it('holds each as it was when it was added', () => {
    const list = new PackedList(packer());
    const reused = [0];
    for (const number of [1, 2, 3]) {
      reused[0] = number;
      list.add(reused);
    }
    expect(contentOf(list.take())).toEqual([[1], [2], [3]]);
  });

  it('takes no value that gives something away: it goes alone, and is moved between threads', () => {
    const image = new Uint8Array([1, 2, 3]);
    const given = transfer(image, [image.buffer]);
    expect(new PackedList(packer(true)).add(given)).toBe(false);
    const { carried } = packer(true).packList([given, given]);
    expect(carried).toEqual([Uint8Array.of(1, 2, 3)]);
    expect(image.byteLength).toBe(0);
  });

  it('refuses what cannot travel, with the path from the result', () => {
    const list = new PackedList(packer());
    expect(() => list.add({ a: [1, () => {}] })).toThrow('task f: result.a[1] is a function');
    expect(() => list.add(() => {})).toThrow('task f: result is a function');
    expect(list.length).toBe(0);
  });
});

describe('a result', () => {
  it.each([
    ['a generator', (function* () {})()],
    ['an async generator', (async function* () {})()],
    ['the iterator of a Map', new Map().values()],
    ['an async iterable', { async *[Symbol.asyncIterator]() {} }],
  ])('that is %s is refused, with the advice to stream it', (_, value) => {
    for (const act of [() => packer().pack(value), () => new PackedList(packer()).add(value)]) {
      expect(act).toThrow(EncodingError);
      expect(act).toThrow(
        'task f: result has to be iterated, here, to give its values: call the task by pool.stream()',
      );
    }
  });

  it('whose getter throws is refused, because of what it threw', () => {
    const cause = new TypeError('from the getter');
    const act = () =>
      packer().pack({
        get field() {
          throw cause;
        },
      });
    expect(act).toThrow(EncodingError);
    expect(act).toThrow(expect.objectContaining({ cause, message: expect.stringContaining('task f: result') }));
  });
});
