import type { WireValue } from '../../protocol/messages.js';
import { Input } from './input.js';
import type { SpareMemory } from './spare-memory.js';
import { ValueDialect } from './value-dialect.js';
import { type ReferenceEncoder, ValueEncoder } from './value-encoder.js';

/** Those not in use: a getter in a value may encode another value, and that another. */
const free: ValueEncoder[] = [];

/**
 * A user's value as it travels: everything structured clone carries, and proxies of shared objects. Throws
 * `EncodingError`, naming the path, for what cannot travel, and `LimitError` for a value too long. `what` begins the
 * path: `argument 1 (value)`. A large one is written to `spare`, if that is there.
 */
export function encodeValue(
  value: unknown,
  references?: ReferenceEncoder,
  what = 'value',
  spare?: SpareMemory,
): WireValue {
  const encoder = free.pop() ?? new ValueEncoder();
  try {
    const encoding = encoder.encode(value, what, references, false, spare);
    const { handles } = encoder;
    return handles === undefined ? encoding : [encoding, handles];
  } finally {
    encoder.reset();
    free.push(encoder);
  }
}

/**
 * The canonical encoding, for dict keys, set members and comparisons: equal values give equal bytes, and unequal ones
 * unequal bytes. A value that holds a proxy is refused with an `EncodingError`; `references` knows them.
 *
 * It is the encoding of `encodeValue`, which writes each item in its shortest form, with these rules besides:
 *
 * 1. The entries of a plain object, a `Map` or an `Error` stand in the order of their bytes: each entry is the bytes of
 *    its key followed by those of its value, compared byte by byte as unsigned numbers.
 * 2. The members of a `Set` stand in the order of their bytes, compared likewise.
 * 3. Negative zero is zero. (Not inside typed arrays: those are their bytes.)
 *
 * What "shortest form" means, for both:
 *
 * 4. A number that is an integer from -2^31 to 2^32 - 1 is the shortest int or uint that holds it, uint where it is not
 *    negative. Any other number is float 64, never float 32 nor an int of 64 bits; NaN is `cb 7f f8 00 00 00 00 00 00`.
 * 5. Strings, binary, arrays, maps and extensions have the shortest header for their length; extensions of 1, 2, 4, 8
 *    and 16 bytes are fixext.
 * 6. A string is UTF-8 as it is, without normalization; one with lone surrogates, or that begins with U+FEFF, is the
 *    `text` extension, and so is no other.
 * 7. A `BigInt` takes the fewest bytes, a timestamp the shortest of its three forms.
 *
 * So 1 equals 1.0 but not 1n, `{ a: undefined }` is not `{}`, an object is not a `Map` of the same entries, a `Buffer`
 * equals the `Uint8Array` of its bytes, an instance of a class equals the plain object of its fields, and a hole in an
 * array equals `undefined`. Members of a `Set` that differ as objects but not in content all count.
 */
export function encodeKey(value: unknown, references?: ReferenceEncoder, what = 'key'): Uint8Array {
  const encoder = free.pop() ?? new ValueEncoder();
  try {
    return encoder.encode(value, what, references, true);
  } finally {
    encoder.reset();
    free.push(encoder);
  }
}

/** Most values refer to nothing. */
const plainValues = new ValueDialect([]);

/**
 * The value that the bytes encode; the reference of index i becomes `references[i]`. Nothing of it shares memory with
 * the bytes. Throws `ProtocolError` for whatever is not exactly one value.
 */
export function decodeValue(encoding: Uint8Array, references: readonly unknown[] = []): unknown {
  return new Input(encoding, references.length === 0 ? plainValues : new ValueDialect(references)).read();
}
