import { ReferringValue } from '../objects/contract.js';

/**
 * How many bytes an admitted argument keeps in memory, roughly; of a list of arguments, all of them. Each kind is asked for
 * its length in a place of its own: one place for all took longer than the rest of a check.
 */
export function bytesHeld(admitted: unknown): number {
  if (admitted === undefined || admitted === null) return 8;
  if (typeof admitted === 'string') return 16 + admitted.length;
  if (admitted instanceof Uint8Array) return 16 + admitted.length;
  if (Array.isArray(admitted)) return bytesOfAll(admitted);
  return admitted instanceof ReferringValue ? 16 + admitted.bytes.length : 8;
}

/** The same of several. */
export function bytesOfAll(admitted: readonly unknown[]): number {
  let sum = 0;
  for (let place = 0; place < admitted.length; place++) {
    const each = admitted[place];
    sum += each === undefined ? 8 : bytesHeld(each);
  }
  return sum;
}
