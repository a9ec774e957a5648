/** Bytes of items, made of headers and of other items: always in the shortest form, as PROTOCOL.md wants it. */
import type { Piece } from './pieces.js';

/** The bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function stringHeader(length: number): Uint8Array {
  if (length < 0x20) return Uint8Array.of(0xa0 | length);
  return length < 0x100 ? Uint8Array.of(0xd9, length) : sized(0xda, length);
}

export function binaryHeader(length: number): Uint8Array {
  return length < 0x100 ? Uint8Array.of(0xc4, length) : sized(0xc5, length);
}

export function arrayHeader(length: number): Uint8Array {
  return length < 0x10 ? Uint8Array.of(0x90 | length) : sized(0xdc, length);
}

export function mapHeader(length: number): Uint8Array {
  return length < 0x10 ? Uint8Array.of(0x80 | length) : sized(0xde, length);
}

/** The header of an item, as its piece has it, in the shortest form. */
export function headerOf({ kind, length, code }: Pick<Piece, 'kind' | 'length' | 'code'>): Uint8Array {
  switch (kind) {
    case 'string':
      return stringHeader(length);
    case 'binary':
      return binaryHeader(length);
    case 'array':
      return arrayHeader(length);
    case 'map':
      return mapHeader(length);
    case 'extension':
      return extensionHeader(code, length);
    default:
      throw new Error(`a ${kind} has no header`);
  }
}

export function extensionItem(code: number, payload: Uint8Array): Uint8Array {
  return joined([extensionHeader(code, payload.length), payload]);
}

function extensionHeader(code: number, length: number): Uint8Array {
  const fixed = [1, 2, 4, 8, 16].indexOf(length);
  if (fixed >= 0) return Uint8Array.of(0xd4 + fixed, code);
  const size = length < 0x100 ? Uint8Array.of(0xc7, length) : sized(0xc8, length);
  return joined([size, Uint8Array.of(code)]);
}

/** A token and a length of 2 bytes, or the token after it and a length of 4. */
function sized(token: number, length: number): Uint8Array {
  if (length < 0x10000) return Uint8Array.of(token, length >>> 8, length & 0xff);
  return Uint8Array.of(token + 1, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
}

/** The encoding of `undefined`. */
export const UNDEFINED: Uint8Array = Uint8Array.of(0xd4, 0, 0);
