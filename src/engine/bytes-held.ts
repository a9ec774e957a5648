import { ReferringValue } from '../objects/contract.js';

/** How many bytes an admitted argument keeps in memory, roughly; of a list of arguments, all of them. */
export function bytesHeld(admitted: unknown): number {
  if (admitted instanceof Uint8Array || typeof admitted === 'string') return 16 + admitted.length;
  if (admitted instanceof ReferringValue) return 16 + admitted.bytes.length;
  return Array.isArray(admitted) ? admitted.reduce((sum: number, each) => sum + bytesHeld(each), 0) : 8;
}
