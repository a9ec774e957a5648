/** Indexes and slices as Python's sequences have them: https://docs.python.org/3/library/stdtypes.html#common-sequence-operations */
import { IndexError, ValueError } from '../../protocol/errors.js';

/** The elements of a slice: the first one's index, how far it is from each to the next, and how many there are. */
export interface Slice {
  /** Where the first element is; where new ones would go if there is none. */
  readonly start: number;
  /** Never 0; below 0 it goes from the end towards the beginning. */
  readonly step: number;
  readonly count: number;
}

/**
 * What `[start:stop:step]` selects of so many elements, as Python's `slice.indices`. Indexes below 0 count from the end,
 * those beyond an end are brought to it. Throws `ValueError`, naming `where`, for a step of 0.
 */
export function sliceOf(length: number, where: string, start?: number, stop?: number, step = 1): Slice {
  if (step === 0) throw new ValueError(`argument step of ${where} must not be 0`);
  // Backwards, the place after the last element to visit is the one before the first.
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const brought = (index: number) => within(lowest, highest, fromFront(length, index));
  const from = start === undefined ? (step > 0 ? lowest : highest) : brought(start);
  const to = stop === undefined ? (step > 0 ? highest : lowest) : brought(stop);
  return { start: from, step, count: Math.max(0, Math.ceil((to - from) / step)) };
}

/** The indexes that a slice selects, in its order. One by one: who searches needs few of them. */
export function* indexesOf({ start, step, count }: Slice): Iterable<number> {
  for (let nth = 0; nth < count; nth++) yield start + nth * step;
}

/** The index of an element, from the beginning. Throws `IndexError`, naming `where`, where there is none. */
export function indexOf(length: number, index: number, where: string): number {
  const place = fromFront(length, index);
  if (place >= 0 && place < length) return place;
  const has = length === 0 ? 'there are no elements' : `the indexes are ${-length} to ${length - 1}`;
  throw new IndexError(`argument index of ${where} is out of range: got ${index}, and ${has}`);
}

/** Where between the elements an index points; one beyond an end means that end. */
export function gapAt(length: number, index: number): number {
  return within(0, length, fromFront(length, index));
}

function fromFront(length: number, index: number): number {
  return index < 0 ? index + length : index;
}

function within(lowest: number, highest: number, place: number): number {
  return Math.min(Math.max(place, lowest), highest);
}
