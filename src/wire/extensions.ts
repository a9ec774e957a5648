/**
 * The MessagePack extensions inside users' values, by their codes: what plain MessagePack cannot say. Messages allow
 * none of them. PROTOCOL.md, "Values", is this table in prose; a code once given is never given another meaning.
 */
export const extension = {
  /** `undefined`: one zero byte, as other libraries write it. */
  undefined: 0x00,

  /** A shared object: its index in the list of references beside the value, as 4 bytes. */
  reference: 0x50,

  /** A `Map`: one array, of each entry's key and value in turn. A bare map is a plain object, its keys are strings. */
  map: 0x51,

  /** A `Set`: one array. */
  set: 0x52,

  /** A `BigInt`: two's complement in as few bytes as hold it, at least one. */
  bigint: 0x53,

  /** An `Error`: one map; `name` and `message`, then `stack`, `cause`, `errors` where it has them, then its own fields. */
  error: 0x54,

  /** A `RegExp`: one array of two strings, source and flags. */
  regexp: 0x55,

  /** A typed array, `DataView` or `ArrayBuffer`: one byte of `binaryKinds`, then its bytes, little-endian. */
  binary: 0x56,

  /** The `Date` that is no date: nothing. Every other date is a standard timestamp. */
  invalidDate: 0x57,

  /**
   * A string with lone surrogates, which UTF-8 cannot hold, or one that begins with U+FEFF, which readers take for a
   * byte order mark and drop: its UTF-16 code units, little-endian.
   */
  text: 0x58,

  /** A `String`, `Number`, `Boolean` or `BigInt` object: one item, the primitive inside. */
  boxed: 0x59,

  /** The number -0, which many writers, msgpackr among them, make 0: nothing. */
  negativeZero: 0x5a,

  /** A `Date`: MessagePack's own timestamp extension, code -1, in its shortest form of 4, 8 or 12 bytes. */
  timestamp: 0xff,
} as const;

export type ExtensionCode = (typeof extension)[keyof typeof extension];

/** The first byte of a `binary` extension. A `Uint8Array`, and Node's `Buffer`, is MessagePack's own bin instead. */
export const binaryKinds = {
  ArrayBuffer: 0,
  DataView: 1,
  Int8Array: 2,
  Uint8ClampedArray: 3,
  Int16Array: 4,
  Uint16Array: 5,
  Int32Array: 6,
  Uint32Array: 7,
  Float32Array: 8,
  Float64Array: 9,
  BigInt64Array: 10,
  BigUint64Array: 11,
  /** Unknown to Node before version 24, which refuses to decode it. */
  Float16Array: 12,
} as const;

export type BinaryKind = keyof typeof binaryKinds;
