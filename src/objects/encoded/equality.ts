import { ValueError } from '../../../protocol/errors.js';
import { keyString } from '../keys.js';
import { ReferringValue, type Stored, type StoredKey } from '../stored.js';
import { canonical } from './canonical.js';

/** Whether a stored value equals the one searched. A value that refers to shared objects equals nothing. */
export function equals(value: Stored, searched: StoredKey): boolean {
  if (value instanceof ReferringValue) return false;
  try {
    return keyString(canonical(value)) === searched;
  } catch (error) {
    // Nonsense that somebody stored has no canonical encoding, and so equals nothing.
    if (error instanceof ValueError) return false;
    throw error;
  }
}
