import { IndexError, ValueError } from '../../../protocol/errors.js';
import type { Stored, StoredKey } from '../contract.js';
import { compareRanks, type Rank, rankOf } from '../encoded/order.js';
import { itemAt, type Path } from '../encoded/paths.js';
import { encodingOf } from '../encoded/references.js';
import { keyBytes } from '../keys.js';

/**
 * The values in order, by themselves or by what a path leads to inside of each. Equal ones stay in the order in which they
 * were, also where it is reversed, as Python's `sort`. Throws `ValueError` for what stands in no order.
 */
export function sorted(values: readonly Stored[], reverse: boolean, by: readonly StoredKey[]): Stored[] {
  const path = by.map(keyBytes);
  const direction = reverse ? -1 : 1;
  return values
    .map((value, index) => ({ value, rank: rankAt(value, path, index) }))
    .sort((one, other) => direction * compared(one.rank, other.rank))
    .map(({ value }) => value);
}

function rankAt(value: Stored, path: Path, index: number): Rank {
  try {
    const item = itemAt(encodingOf(value), path);
    if (item === undefined) throw new ValueError('option by leads to nothing there');
    return rankOf(item);
  } catch (error) {
    throw refusal(error, `value ${index}: `);
  }
}

function compared(one: Rank, other: Rank): number {
  try {
    return compareRanks(one, other);
  } catch (error) {
    throw refusal(error, '');
  }
}

/** What stands in no order is a value that the list must not have for this, however it was found out. */
function refusal(error: unknown, where: string): unknown {
  if (!(error instanceof ValueError || error instanceof IndexError)) return error;
  return new ValueError(`list.sort: ${where}${error.message}; the list stays as it was`);
}
