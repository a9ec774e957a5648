import { extension, type Piece, pieceAt } from './pieces.js';
import { extensionItem } from './writing.js';

/** The number that these bytes are, all of them; `undefined` for what is no number. */
export function numberIn(bytes: Uint8Array): number | bigint | undefined {
  const piece = pieceAt(bytes, 0);
  return piece.body + piece.length === bytes.length ? numberOf(bytes, piece) : undefined;
}

/** The number that an item is; a `BigInt` where it was sent as one, or is an integer that no number holds. */
export function numberOf(bytes: Uint8Array, piece: Piece): number | bigint | undefined {
  if (piece.kind === 'number') return plainNumber(viewOf(bytes), piece.start);
  if (piece.kind !== 'extension') return undefined;
  if (piece.code === extension.negativeZero) return -0;
  return piece.code === extension.bigint ? bigintOf(bytes.subarray(piece.body, piece.body + piece.length)) : undefined;
}

/** A number as clients of this language encode it. */
export function numberItem(value: number | bigint): Uint8Array {
  if (typeof value === 'bigint') return extensionItem(extension.bigint, bigintPayload(value));
  const bytes = new Uint8Array(LONGEST_NUMBER);
  return bytes.slice(0, writeNumber(new DataView(bytes.buffer), 0, value));
}

/** What a number takes at the most, which is no `BigInt`. */
export const LONGEST_NUMBER = 9;

/** Writes the encoding of a number into a buffer, and answers how many bytes it took. */
export function writeNumber(view: DataView, at: number, value: number): number {
  if (Object.is(value, -0)) return writeNegativeZero(view, at);
  if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) return writeFloat64(view, at, value);
  return value < 0 ? writeNegative(view, at, value) : writeNatural(view, at, value);
}

/** The number that begins at `start`, which is no extension and is known to be all there. */
export function plainNumber(view: DataView, start: number): number | bigint {
  const token = view.getUint8(start);
  const body = start + 1;
  switch (token) {
    case 0xca:
      return view.getFloat32(body);
    case 0xcb:
      return view.getFloat64(body);
    case 0xcc:
      return view.getUint8(body);
    case 0xcd:
      return view.getUint16(body);
    case 0xce:
      return view.getUint32(body);
    case 0xcf:
      return narrowed(view.getBigUint64(body));
    case 0xd0:
      return view.getInt8(body);
    case 0xd1:
      return view.getInt16(body);
    case 0xd2:
      return view.getInt32(body);
    case 0xd3:
      return narrowed(view.getBigInt64(body));
    default:
      return token < 0x80 ? token : token - 0x100;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return BigInt(number) === value ? number : value;
}

function writeNatural(view: DataView, at: number, value: number): number {
  if (value < 0x80) {
    view.setUint8(at, value);
    return 1;
  }
  if (value < 0x100) {
    view.setUint16(at, 0xcc00 | value);
    return 2;
  }
  const isShort = value < 0x10000;
  view.setUint8(at, isShort ? 0xcd : 0xce);
  if (isShort) view.setUint16(at + 1, value);
  else view.setUint32(at + 1, value);
  return isShort ? 3 : 5;
}

function writeNegative(view: DataView, at: number, value: number): number {
  if (value >= -0x20) {
    view.setInt8(at, value);
    return 1;
  }
  if (value >= -0x80) {
    view.setUint16(at, 0xd000 | (value & 0xff));
    return 2;
  }
  const isShort = value >= -0x8000;
  view.setUint8(at, isShort ? 0xd1 : 0xd2);
  if (isShort) view.setInt16(at + 1, value);
  else view.setInt32(at + 1, value);
  return isShort ? 3 : 5;
}

/** There are many NaNs; this one is PROTOCOL.md's. */
function writeFloat64(view: DataView, at: number, value: number): number {
  view.setUint8(at, 0xcb);
  view.setFloat64(at + 1, Number.isNaN(value) ? Number.NaN : value);
  return 9;
}

/** An extension of no bytes. */
function writeNegativeZero(view: DataView, at: number): number {
  view.setUint16(at, 0xc700);
  view.setUint8(at + 2, extension.negativeZero);
  return 3;
}

/** Two's complement, big-endian. By way of hex digits, which is linear: a `BigInt` can have millions of digits. */
function bigintOf(payload: Uint8Array): bigint | undefined {
  const { length } = payload;
  if (length === 0) return undefined;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, length);
  // Most are of 64 bits, and arrays can hold a million of these.
  if (length > 4 && length < 10)
    return (BigInt(bytes.readIntBE(0, length - 4)) << 32n) | BigInt(bytes.readUInt32BE(length - 4));
  return BigInt.asIntN(8 * length, BigInt(`0x${bytes.toString('hex')}`));
}

function bigintPayload(value: bigint): Uint8Array {
  const magnitude = (value < 0n ? ~value : value).toString(16);
  const bits = 4 * (magnitude.length - 1) + (32 - Math.clz32(Number.parseInt(magnitude.charAt(0), 16)));
  // There is always room for one bit more, the sign's.
  const length = Math.floor(bits / 8) + 1;
  return Buffer.from(
    BigInt.asUintN(8 * length, value)
      .toString(16)
      .padStart(2 * length, '0'),
    'hex',
  );
}
