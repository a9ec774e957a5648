import { ValueError } from '../../../protocol/errors.js';
import type { Stored } from '../stored.js';
import { numberIn, numberItem } from './numbers.js';
import { encodingOf } from './references.js';

/**
 * What a stored number becomes when a finite one is added: the sum, encoded. PROTOCOL.md, "Arithmetic". Throws
 * `ValueError`, naming `where` (as `value.increment`), for what cannot be added.
 */
export function sum(stored: Stored, by: number | bigint, where: string): Uint8Array {
  return numberItem(added(storedNumber(stored, where), by, where));
}

/** The number that is stored. Throws `ValueError` for what is none, and for NaN, which no addition would ever change. */
export function storedNumber(stored: Stored, where: string): number | bigint {
  const number = numberIn(encodingOf(stored));
  if (number !== undefined && !Number.isNaN(number)) return number;
  const got = number === undefined ? 'a value of another kind' : 'NaN';
  throw new ValueError(`${where}: what is stored must be a number; got ${got}`);
}

/**
 * The sum of two numbers: a `BigInt` if one of them is. Throws `ValueError` where it would lose something without a word:
 * whole numbers beyond 2^53 - 1, a fraction and a `BigInt`.
 */
function added(one: number | bigint, other: number | bigint, where: string): number | bigint {
  if (typeof one === 'number' && typeof other === 'number') return numbersAdded(one, other, where);
  const fraction = [one, other].find((each) => typeof each === 'number' && !Number.isInteger(each));
  if (fraction === undefined) return BigInt(one) + BigInt(other);
  throw new ValueError(`${where}: cannot add ${fraction} and a BigInt, which takes whole numbers only`);
}

function numbersAdded(one: number, other: number, where: string): number {
  const total = one + other;
  if (Number.isSafeInteger(one) && Number.isSafeInteger(other) && !Number.isSafeInteger(total)) {
    throw new ValueError(`${where}: cannot add ${other} to ${one} exactly; beyond 2^53 - 1, store a BigInt`);
  }
  return total;
}
