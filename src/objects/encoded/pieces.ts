/**
 * Users' values, looked into as bytes. Most values stay opaque to the broker; these files are for the few operations that
 * are about what is inside: equality, numbers, order and paths. They make nothing of the bytes but other bytes. Whoever
 * sent them may have sent nonsense: every step is checked, and nonsense is a `ValueError`. PROTOCOL.md, "Values".
 */
import { ValueError } from '../../../protocol/errors.js';

/** What the broker knows of the extensions of PROTOCOL.md, "Values". */
export const extension = {
  reference: 0x50,
  map: 0x51,
  set: 0x52,
  bigint: 0x53,
  error: 0x54,
  text: 0x58,
  boxed: 0x59,
  negativeZero: 0x5a,
  timestamp: 0xff,
} as const;

/** One item among others: where it is, and what its header says. */
export interface Piece {
  readonly kind: 'nil' | 'boolean' | 'number' | 'string' | 'binary' | 'array' | 'map' | 'extension';
  readonly start: number;
  /** Where the payload, or the first element, begins. */
  readonly body: number;
  /** Bytes of a payload, elements of an array, entries of a map; 0 for the rest. */
  readonly length: number;
  /** The code of an extension. */
  readonly code: number;
}

/** The item that begins at `start`. */
export function pieceAt(bytes: Uint8Array, start: number): Piece {
  const token = bytes[start];
  if (token === undefined) throw nonsense();
  const piece = shortPiece(token, start) ?? sizedPiece(bytes, token, start);
  // An element takes a byte at the least: what announces more is a lie that must not be believed.
  if (piece.body + piece.length * (piece.kind === 'map' ? 2 : 1) > bytes.length) throw nonsense();
  return piece;
}

/** Where an item ends. Walks over what is inside without going deeper by it, so that nothing can nest too deeply. */
export function endOf(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let left = 1; left > 0; left--) {
    const { kind, body, length } = pieceAt(bytes, at);
    at = body;
    if (kind === 'array') left += length;
    else if (kind === 'map') left += 2 * length;
    else at += length;
  }
  return at;
}

/** Extensions whose payload is an item. */
export const transparent: readonly number[] = [extension.map, extension.set, extension.error, extension.boxed];

/** How many levels of containers the encoding of a value has, as its readers count them. */
export function depthOf(bytes: Uint8Array): number {
  /** How many items are still to come in each container around. */
  const open = [1];
  let [at, deepest] = [0, 0];
  for (let left = open.pop(); left !== undefined; left = open.pop()) {
    if (left === 0) continue;
    const piece = pieceAt(bytes, at);
    const inside = insideOf(piece);
    at = inside ? piece.body : piece.body + piece.length;
    if (!inside) open.push(left - 1);
    else if (inside.isLevel) open.push(left - 1, inside.items);
    else open.push(left - 1 + inside.items);
    deepest = Math.max(deepest, open.length - 1);
  }
  if (at !== bytes.length) throw nonsense();
  return deepest;
}

/** How many items are inside of one, and whether they are a level deeper: what a `Map` wraps is its level. */
function insideOf({ kind, length, code }: Piece): { readonly items: number; readonly isLevel: boolean } | undefined {
  if (kind === 'array') return { items: length, isLevel: true };
  if (kind === 'map') return { items: 2 * length, isLevel: true };
  if (kind === 'extension' && transparent.includes(code)) return { items: 1, isLevel: code === extension.boxed };
  return undefined;
}

export function nonsense(): ValueError {
  return new ValueError('the value is not in the encoding of holdall (PROTOCOL.md, "Values")');
}

function shortPiece(token: number, start: number): Piece | undefined {
  const body = start + 1;
  if (token < 0x80 || token >= 0xe0) return { kind: 'number', start, body, length: 0, code: 0 };
  if (token < 0x90) return { kind: 'map', start, body, length: token & 0x0f, code: 0 };
  if (token < 0xa0) return { kind: 'array', start, body, length: token & 0x0f, code: 0 };
  if (token < 0xc0) return { kind: 'string', start, body, length: token & 0x1f, code: 0 };
  if (token === 0xc0) return { kind: 'nil', start, body, length: 0, code: 0 };
  if (token === 0xc2 || token === 0xc3) return { kind: 'boolean', start, body, length: 0, code: 0 };
  return undefined;
}

/** Bytes behind the tokens of numbers, from `ca`, float 32, to `d3`, int 64. */
const NUMBER_LENGTHS: readonly number[] = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];

/** Items whose token does not hold their length: tokens are those of the MessagePack specification, by value. */
function sizedPiece(bytes: Uint8Array, token: number, start: number): Piece {
  if (token >= 0xca && token < 0xd4) {
    return { kind: 'number', start, body: start + 1, length: NUMBER_LENGTHS[token - 0xca] as number, code: 0 };
  }
  if (token >= 0xd4 && token < 0xd9) return extensionPiece(bytes, start, start + 1, 1 << (token - 0xd4));
  const [first, kind] = sizedKinds.find(([from, , to]) => token >= from && token <= to) ?? [0, undefined];
  if (kind === undefined) throw nonsense();
  // Arrays and maps have no form with a length of one byte.
  const width = 1 << (token - first + (kind === 'array' || kind === 'map' ? 1 : 0));
  const length = uint(bytes, start + 1, width);
  const body = start + 1 + width;
  return kind === 'extension' ? extensionPiece(bytes, start, body, length) : { kind, start, body, length, code: 0 };
}

const sizedKinds: readonly (readonly [from: number, kind: Piece['kind'], to: number])[] = [
  [0xc4, 'binary', 0xc6],
  [0xc7, 'extension', 0xc9],
  [0xd9, 'string', 0xdb],
  [0xdc, 'array', 0xdd],
  [0xde, 'map', 0xdf],
];

function extensionPiece(bytes: Uint8Array, start: number, codeAt: number, length: number): Piece {
  const code = bytes[codeAt];
  if (code === undefined) throw nonsense();
  return { kind: 'extension', start, body: codeAt + 1, length, code };
}

function uint(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) throw nonsense();
    value = value * 0x100 + byte;
  }
  return value;
}
