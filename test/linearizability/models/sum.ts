import { Refusal } from './model.js';

/** The sum as `increment` of all types makes it; refused where it is of no numbers or would not be exact. */
export function sum(one: unknown, other: number): number | Refusal {
  if (typeof one !== 'number' || Number.isNaN(one)) return new Refusal('VALUE');
  const isExact = !(Number.isInteger(one) && Number.isInteger(other)) || Number.isSafeInteger(one + other);
  return isExact ? one + other : new Refusal('VALUE');
}
