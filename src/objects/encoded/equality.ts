import { ValueError } from '../../../protocol/errors.js';
import type { Stored } from '../contract.js';
import { ReferringValue } from '../stored.js';
import { canonical } from './canonical.js';
import { compareBytes } from './order.js';
import { pieceAt } from './pieces.js';

/**
 * Whether a stored value equals the one whose canonical encoding this is. One that refers to shared objects equals none,
 * nor does what is no value at all.
 */
export function equalsCanonical(value: Stored, wanted: Uint8Array): boolean {
  if (value instanceof ReferringValue) return false;
  try {
    return !differAtSight(value, wanted) && compareBytes(canonical(value), wanted) === 0;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}

/** Whether the headers tell already. Canonical numbers and extensions can come of one another: theirs tell nothing. */
function differAtSight(value: Uint8Array, wanted: Uint8Array): boolean {
  const [one, other] = [pieceAt(value, 0), pieceAt(wanted, 0)];
  if (one.kind === 'number' || one.kind === 'extension') return false;
  return one.kind !== other.kind || one.length !== other.length;
}
