import { extension, type Piece, pieceAt } from './pieces.js';
import { extensionItem } from './writing.js';

/** The number that these bytes are, all of them; `undefined` for what is no number. */
export function numberIn(bytes: Uint8Array): number | bigint | undefined {
  const piece = pieceAt(bytes, 0);
  return piece.body + piece.length === bytes.length ? numberOf(bytes, piece) : undefined;
}

/** The number that an item is; a `BigInt` where it was sent as one, or is an integer that no number holds. */
export function numberOf(bytes: Uint8Array, piece: Piece): number | bigint | undefined {
  if (piece.kind === 'number') return plainNumber(bytes, piece);
  if (piece.kind !== 'extension') return undefined;
  if (piece.code === extension.negativeZero) return -0;
  return piece.code === extension.bigint ? bigintOf(bytes.subarray(piece.body, piece.body + piece.length)) : undefined;
}

/** A number as clients of this language encode it. */
export function numberItem(value: number | bigint): Uint8Array {
  if (typeof value === 'bigint') return extensionItem(extension.bigint, bigintPayload(value));
  if (Object.is(value, -0)) return extensionItem(extension.negativeZero, new Uint8Array(0));
  if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) return float64(value);
  return value < 0 ? negative(value) : natural(value);
}

function plainNumber(bytes: Uint8Array, { start }: Piece): number | bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return BigInt(number) === value ? number : value;
}

function natural(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  if (value < 0x100) return Uint8Array.of(0xcc, value);
  if (value < 0x10000) return Uint8Array.of(0xcd, value >>> 8, value & 0xff);
  return Uint8Array.of(0xce, value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

function negative(value: number): Uint8Array {
  if (value >= -0x20) return Uint8Array.of(value & 0xff);
  if (value >= -0x80) return Uint8Array.of(0xd0, value & 0xff);
  if (value >= -0x8000) return Uint8Array.of(0xd1, (value >> 8) & 0xff, value & 0xff);
  return Uint8Array.of(0xd2, (value >> 24) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

/** There are many NaNs; this one is PROTOCOL.md's. */
function float64(value: number): Uint8Array {
  const item = new Uint8Array(9);
  item[0] = 0xcb;
  new DataView(item.buffer).setFloat64(1, Number.isNaN(value) ? Number.NaN : value);
  return item;
}

/** Two's complement, big-endian. By way of hex digits, which is linear: a `BigInt` can have millions of digits. */
function bigintOf(payload: Uint8Array): bigint | undefined {
  if (payload.length === 0) return undefined;
  const digits = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('hex');
  return BigInt.asIntN(8 * payload.length, BigInt(`0x${digits}`));
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
