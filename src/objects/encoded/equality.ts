import { ValueError } from '../../../protocol/errors.js';
import { canonical } from './canonical.js';
import { compareBytes } from './order.js';

/** Whether an encoded value equals one in canonical encoding. One that refers to shared objects equals nothing. */
export function isEqual(encoding: Uint8Array, canonicalOther: Uint8Array): boolean {
  try {
    return compareBytes(canonical(encoding), canonicalOther) === 0;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}
