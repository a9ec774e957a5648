import { EncodingError } from '../../protocol/errors.js';
import { type Packed, pack } from './parcel.js';

/** How far down a chain of causes an error that cannot travel whole is taken apart. */
const MOST_CAUSES = 8;

const standard = new Set(['name', 'message', 'stack']);
/** Where errors keep other errors, hidden as the standard fields are. */
const chain = ['cause', 'errors'];

/**
 * Encodes what was thrown. An error often carries what cannot travel, as a request or a callback: such a field arrives
 * as the `EncodingError` that says so, and the rest of the error as it was.
 */
export function packThrown(thrown: unknown, what: string): Packed {
  try {
    return pack(thrown, what);
  } catch (refusal) {
    return packParts(thrown, what, refusal);
  }
}

function packParts(thrown: unknown, what: string, refusal: unknown): Packed {
  try {
    return pack(thrown instanceof Error ? travelling(thrown, what, MOST_CAUSES) : refusal, what);
  } catch {
    return pack(new EncodingError(`${what} could not be encoded: ${String(refusal)}`), what);
  }
}

/** A copy of the error with what can travel of it. */
function travelling(error: Error, what: string, causesLeft: number): Error {
  const copy = new Error(String(error.message));
  const hide = (field: string, value: unknown) => Object.defineProperty(copy, field, { value, configurable: true });
  hide('name', error.name === 'Error' ? error.constructor.name || 'Error' : String(error.name));
  hide('stack', String(error.stack));
  for (const field of new Set([...chained(error), ...Object.keys(error)])) {
    if (standard.has(field)) continue;
    const value = travellingField(Reflect.get(error, field), `${what}.${field}`, causesLeft - 1);
    if (chain.includes(field)) hide(field, value);
    else Object.assign(copy, { [field]: value });
  }
  return copy;
}

function travellingField(value: unknown, what: string, causesLeft: number): unknown {
  try {
    pack(value, what);
    return value;
  } catch (refusal) {
    return value instanceof Error && causesLeft > 0 ? travelling(value, what, causesLeft) : refusal;
  }
}

function chained(error: Error): string[] {
  return chain.filter((field) => Object.hasOwn(error, field));
}
