import { ValueError } from '../../../protocol/errors.js';
import { numberIn, numberItem } from './numbers.js';

/**
 * The sum of two encoded numbers, encoded: of two numbers as JavaScript adds them; a `BigInt` where one of them is one, and
 * then the other must be one or a whole number. Throws `ValueError` for what cannot be added. PROTOCOL.md, "Looking into values".
 */
export function sum(one: Uint8Array, other: Uint8Array): Uint8Array {
  const [a, b] = [addend(one), addend(other)];
  return numberItem(typeof a === 'number' && typeof b === 'number' ? a + b : whole(a) + whole(b));
}

function addend(bytes: Uint8Array): number | bigint {
  const number = numberIn(bytes);
  if (number === undefined) throw new ValueError('the value is no number');
  return number;
}

function whole(number: number | bigint): bigint {
  if (typeof number === 'bigint' || Number.isInteger(number)) return BigInt(number);
  throw new ValueError(`a BigInt and ${number} have no sum: add a whole number or a BigInt to a BigInt`);
}
