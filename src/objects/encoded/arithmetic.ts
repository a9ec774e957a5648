import { ValueError } from '../../../protocol/errors.js';
import type { Stored } from '../stored.js';
import { numberIn, numberItem } from './numbers.js';
import { encodingOf } from './references.js';

/** What `increment` adds when nobody says how much. */
export const ONE: Stored = numberItem(1);

/**
 * What a stored number becomes when another one is added: the sum, encoded. PROTOCOL.md, "Arithmetic". Throws
 * `ValueError`, naming `where` (as `value.increment`), for what cannot be added.
 */
export function sum(stored: Stored, by: Stored, where: string): Uint8Array {
  return numberItem(added(storedNumber(stored, where), addend(by, where), where));
}

/** The number that is stored. Throws `ValueError` for what is none, and for NaN, which no addition would ever change. */
export function storedNumber(stored: Stored, where: string): number | bigint {
  return countable(stored, () => `${where} needs a stored number`);
}

/** The number that is to be added. Throws `ValueError` likewise. */
export function addend(by: Stored, where: string): number | bigint {
  return countable(by, () => `argument by of ${where} must be a number or a BigInt`);
}

/**
 * The sum of two numbers: a `BigInt` if one of them is. Throws `ValueError` where it would lose something without a word:
 * whole numbers beyond 2^53 - 1, a fraction and a `BigInt`, infinities that cancel each other.
 */
export function added(one: number | bigint, other: number | bigint, where: string): number | bigint {
  if (typeof one === 'number' && typeof other === 'number') return numbersAdded(one, other, where);
  const fraction = [one, other].find((each) => typeof each === 'number' && !Number.isInteger(each));
  if (fraction === undefined) return BigInt(one) + BigInt(other);
  throw new ValueError(`${where} cannot add ${fraction} and a BigInt: a BigInt takes whole numbers only`);
}

function numbersAdded(one: number, other: number, where: string): number {
  const total = one + other;
  if (Number.isNaN(total)) throw new ValueError(`${where} cannot add ${other} to ${one}: the sum is no number`);
  if (Number.isSafeInteger(one) && Number.isSafeInteger(other) && !Number.isSafeInteger(total)) {
    throw new ValueError(`${where} cannot add ${other} to ${one} exactly: beyond 2^53 - 1, store a BigInt`);
  }
  return total;
}

function countable(value: Stored, wanted: () => string): number | bigint {
  const number = numberIn(encodingOf(value));
  if (number !== undefined && !Number.isNaN(number)) return number;
  throw new ValueError(`${wanted()}; got ${number === undefined ? 'a value of another kind' : 'NaN'}`);
}
