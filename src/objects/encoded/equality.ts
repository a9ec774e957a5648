import { ValueError } from '../../../protocol/errors.js';
import { ReferringValue, type Stored } from '../stored.js';
import { canonical } from './canonical.js';
import { compareBytes } from './order.js';
import { extension, type Piece, pieceAt, transparent } from './pieces.js';

/**
 * Whether a stored value equals the one whose canonical encoding this is. One that refers to shared objects equals none,
 * nor does what is no value at all.
 */
export function isEqual(value: Stored, wanted: Uint8Array): boolean {
  if (value instanceof ReferringValue) return false;
  try {
    return !differAtSight(value, wanted) && compareBytes(canonical(value), wanted) === 0;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}

/** Canonical bytes are less than twice as long as those they come of, and not less than a ninth: 9 bytes of float 64 can be a 1. */
const [MOST_GROWTH, MOST_SHRINKING] = [2, 9];

/** Whether lengths and headers tell already, however long the values are. */
function differAtSight(value: Uint8Array, wanted: Uint8Array): boolean {
  if (wanted.length > MOST_GROWTH * value.length || value.length > MOST_SHRINKING * wanted.length) return true;
  let [one, other] = [pieceAt(value, 0), pieceAt(wanted, 0)];
  // What an extension wraps is looked at in its stead.
  while (isSameExtension(one, other) && transparent.includes(one.code)) {
    [one, other] = [pieceAt(value, one.body), pieceAt(wanted, other.body)];
  }
  if (isNumeric(one)) return !isNumeric(other);
  return one.kind !== other.kind || one.code !== other.code || one.length !== other.length;
}

function isSameExtension(one: Piece, other: Piece): boolean {
  return one.kind === 'extension' && other.kind === 'extension' && one.code === other.code;
}

/** Whether it is written in one of the ways to write numbers, which become one another. */
function isNumeric({ kind, code }: Piece): boolean {
  return kind === 'number' || (kind === 'extension' && (code === extension.negativeZero || code === extension.bigint));
}
