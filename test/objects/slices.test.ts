/** Python's indexes and slices. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IndexError, ValueError } from '../../protocol/errors.js';
import { gapAt, indexesOf, indexOf, sliceOf } from '../../src/objects/slices.js';
import golden from './slices.golden.json' with { type: 'json' };

type Bound = number | undefined;

/** What a slice selects, told as Python's documentation does: all that lies between the ends, and every step-th of it. */
function model(length: number, start: Bound, stop: Bound, step: number): number[] {
  const all = Array.from({ length }, (_, index) => index);
  const place = (bound: number) => (bound < 0 ? bound + length : bound);
  const isFromHere = (index: number) =>
    start === undefined || (step > 0 ? index >= place(start) : index <= place(start));
  const isUpToHere = (index: number) => stop === undefined || (step > 0 ? index < place(stop) : index > place(stop));
  const between = (step > 0 ? all : all.toReversed()).filter((index) => isFromHere(index) && isUpToHere(index));
  return between.filter((_, index) => index % Math.abs(step) === 0);
}

const aLength = fc.nat({ max: 12 });
const aBound = fc.option(fc.oneof(fc.integer({ min: -16, max: 16 }), fc.maxSafeInteger()), { nil: undefined });
const aStep = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger()).filter((step) => step !== 0);

describe('a slice', () => {
  test('selects what Python’s does', () => {
    fc.assert(
      fc.property(aLength, aBound, aBound, aStep, (length, start, stop, step) => {
        expect([...indexesOf(sliceOf(length, '', start, stop, step))]).toEqual(model(length, start, stop, step));
      }),
      { numRuns: 2_000 },
    );
  });

  test('begins, and holds as many, as CPython says', () => {
    for (const { length, slice, indices, count } of golden as readonly Golden[]) {
      const [start, stop, step] = slice.map((each) => each ?? undefined);
      expect(sliceOf(length, '', start, stop, step)).toEqual({ start: indices[0], step: indices[2], count });
    }
  });

  test('goes forward by one when nobody says otherwise, over everything', () => {
    expect([...indexesOf(sliceOf(3, ''))]).toEqual([0, 1, 2]);
    expect([...indexesOf(sliceOf(3, '', undefined, undefined, -1))]).toEqual([2, 1, 0]);
  });

  test('has no step of 0', () => {
    expect(() => sliceOf(3, 'list.slice', 0, 1, 0)).toThrow(ValueError);
    expect(() => sliceOf(3, 'list.slice', 0, 1, -0)).toThrow('argument step of list.slice must not be 0');
  });
});

interface Golden {
  readonly length: number;
  readonly slice: readonly (number | null)[];
  readonly indices: readonly number[];
  readonly count: number;
}

describe('an index', () => {
  test('below 0 counts from the end; one beyond either end is refused', () => {
    fc.assert(
      fc.property(aLength, fc.integer({ min: -16, max: 16 }), (length, index) => {
        const all = Array.from({ length }, (_, place) => place);
        const expected = all.at(index);
        if (expected === undefined) expect(() => indexOf(length, index, 'list.at')).toThrow(IndexError);
        else expect(indexOf(length, index, 'list.at')).toBe(expected);
      }),
    );
  });

  test('that is refused is told which there are', () => {
    expect(() => indexOf(3, -4, 'list.at')).toThrow(
      'argument index of list.at is out of range: got -4, and the indexes are -3 to 2',
    );
    expect(() => indexOf(0, 0, 'list.at')).toThrow('there are no elements');
  });
});

describe('a gap', () => {
  test('is before the element of that index; beyond either end it is that end', () => {
    fc.assert(
      fc.property(aLength, fc.integer({ min: -16, max: 16 }), (length, index) => {
        const all = Array.from({ length }, (_, place) => place);
        all.splice(index, 0, -1);
        expect(gapAt(length, index)).toBe(all.indexOf(-1));
      }),
    );
  });
});
