import { Buffer } from 'node:buffer';

/** The largest distance from 1970 that a `Date` can hold, in milliseconds. */
const MAX_DATE_MS = 8.64e15;
const NS_PER_MS = 1_000_000;
const TWO_32 = 0x1_0000_0000;

/** A standard timestamp: seconds since 1970, and nanoseconds counted forward from them, also before 1970. */
export function dateToBytes(ms: number): Uint8Array {
  const seconds = Math.floor(ms / 1000);
  const nanoseconds = (ms - seconds * 1000) * NS_PER_MS;
  const high = Math.floor(seconds / TWO_32);
  if (high === 0 && nanoseconds === 0) return words(seconds);
  if (high >= 0 && high < 4) return words(nanoseconds * 4 + high, seconds);
  return words(nanoseconds, high, seconds);
}

/** The date that a timestamp says, whole milliseconds of it; `undefined` for what is no timestamp of a `Date`. */
export function dateFromBytes(bytes: Uint8Array): Date | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const time = timestamp(view);
  if (time === undefined || time.nanoseconds >= 1000 * NS_PER_MS) return undefined;
  const ms = time.seconds * 1000 + Math.floor(time.nanoseconds / NS_PER_MS);
  return Math.abs(ms) <= MAX_DATE_MS ? new Date(ms) : undefined;
}

function timestamp(view: DataView): { seconds: number; nanoseconds: number } | undefined {
  switch (view.byteLength) {
    case 4:
      return { seconds: view.getUint32(0), nanoseconds: 0 };
    case 8: {
      const first = view.getUint32(0);
      return { seconds: (first & 3) * TWO_32 + view.getUint32(4), nanoseconds: first >>> 2 };
    }
    case 12:
      return { seconds: view.getInt32(4) * TWO_32 + view.getUint32(8), nanoseconds: view.getUint32(0) };
    default:
      return undefined;
  }
}

/** Numbers as 32-bit words, big-endian; each counts modulo 2^32. */
function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint32(index * 4, value);
  });
  return bytes;
}

/** Two's complement, big-endian, in as few bytes as hold the sign too: 0n is one zero byte, 128n is `00 80`. */
export function bigintToBytes(value: bigint): Uint8Array {
  const magnitude = (value < 0n ? ~value : value).toString(16);
  const bits = (magnitude.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(magnitude.charAt(0), 16)));
  const length = Math.floor(bits / 8) + 1;
  const hex = BigInt.asUintN(length * 8, value).toString(16);
  return Buffer.from(hex.padStart(length * 2, '0'), 'hex');
}

/** By way of hexadecimal, because the engine reads that in linear time, and shifts and sums would not. */
export function bigintFromBytes(bytes: Buffer): bigint | undefined {
  if (bytes.length === 0) return undefined;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}

/** A string by its UTF-16 code units, whatever they are. */
export function textToBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le');
}

export function textFromBytes(bytes: Buffer): string | undefined {
  return bytes.length % 2 === 0 ? bytes.toString('utf16le') : undefined;
}
