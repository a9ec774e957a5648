import { types } from 'node:util';
import { EncodingError, LimitError } from '../../protocol/errors.js';
import { textOf } from '../objects/text-of.js';

/** How far down a chain of causes an error that cannot travel whole is taken apart. */
const MOST_CAUSES = 8;

const standard = new Set(['name', 'message', 'stack']);
/** Where errors keep other errors, hidden as the standard fields are. */
const chain = ['cause', 'errors'];

/** Encodes a value in its sender's way; `what` begins the path to what cannot travel. Throws why it cannot. */
export type Encode<Encoded> = (value: unknown, what: string) => Encoded;

/**
 * Encodes what was thrown. An error often carries what cannot travel, as a request or a callback: such a field arrives
 * as the `EncodingError` that says so, and the rest of the error as it was. So does a field whose getter throws.
 */
export function encodeThrown<Encoded>(thrown: unknown, what: string, encode: Encode<Encoded>): Encoded {
  try {
    return encode(thrown, what);
  } catch (refusal) {
    return encodeParts(thrown, what, refusal, encode);
  }
}

function encodeParts<Encoded>(thrown: unknown, what: string, refusal: unknown, encode: Encode<Encoded>): Encoded {
  try {
    const parts = thrown instanceof Error ? travelling(thrown, what, encode, MOST_CAUSES) : asError(refusal, what);
    return encode(parts, what);
  } catch {
    return encode(new EncodingError(`${what} could not be encoded: ${textOf(refusal)}`), what);
  }
}

/** A copy of the error with what can travel of it. */
function travelling(error: Error, what: string, encode: Encode<unknown>, causesLeft: number): Error {
  const copy = new Error(String(error.message));
  const add = (field: string, value: unknown, enumerable = false) =>
    Object.defineProperty(copy, field, { value, enumerable, configurable: true });
  add('name', error.name === 'Error' ? error.constructor.name || 'Error' : String(error.name));
  add('stack', String(error.stack));
  for (const field of new Set([...chained(error), ...Object.keys(error)])) {
    if (standard.has(field)) continue;
    const value = travellingField(error, field, `${what}.${field}`, encode, causesLeft - 1);
    add(field, value, !chain.includes(field));
  }
  return copy;
}

function travellingField(
  error: Error,
  field: string,
  what: string,
  encode: Encode<unknown>,
  causesLeft: number,
): unknown {
  let value: unknown;
  try {
    value = Reflect.get(error, field);
    encode(value, what);
    return value;
  } catch (refusal) {
    return value instanceof Error && causesLeft > 0
      ? travelling(value, what, encode, causesLeft)
      : asError(refusal, what);
  }
}

/** Why something cannot travel. What a getter or the trap of a `Proxy` threw may be anything, and is only told of. */
function asError(refusal: unknown, what: string): Error {
  const isOurs = types.isNativeError(refusal) && (refusal instanceof EncodingError || refusal instanceof LimitError);
  return isOurs ? refusal : new EncodingError(`${what} could not be encoded: ${textOf(refusal)}`);
}

function chained(error: Error): string[] {
  return chain.filter((field) => Object.hasOwn(error, field));
}
