import { ValueError } from '../../../protocol/errors.js';

/** The places that a slice means, in its order: `count` of them from `start` on, `step` apart. */
export interface Slice {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * A slice of a list of this length, as Python's `slice.indices`: what is left out is an end of the list, negative numbers
 * count from its end, and what lies outside is cut off. Throws `ValueError` for a step of 0.
 */
export function sliceOf(operation: string, length: number, start?: number, stop?: number, step = 1): Slice {
  if (step === 0) {
    throw new ValueError(`argument step of list.${operation} must not be 0; leave it out to go on by 1, or give -1`);
  }
  const [first, end] = step > 0 ? [0, length] : [length - 1, -1];
  const bound = (given: number) => within(Math.min(first, end), Math.max(first, end), fromFront(length, given));
  const from = start === undefined ? first : bound(start);
  const to = stop === undefined ? end : bound(stop);
  return { start: from, step, count: Math.max(0, Math.ceil((to - from) / step)) };
}

/** Where between the values of a list of this length an index points; out of range, it means the nearer end. */
export function gapAt(length: number, index: number): number {
  return within(0, length, fromFront(length, index));
}

/** An index that may count from the end, counted from the front. */
export function fromFront(length: number, index: number): number {
  return index < 0 ? index + length : index;
}

function within(lowest: number, highest: number, place: number): number {
  return Math.min(Math.max(place, lowest), highest);
}

/** The places of a slice, in its order. */
export function* placesOf({ start, step, count }: Slice): Iterable<number> {
  for (let index = 0; index < count; index++) yield start + index * step;
}
