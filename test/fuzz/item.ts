/**
 * What a case says on the wire, as JSON that a person can read: MessagePack items, and bytes that are none. So the corpus can
 * be kept in files, and a mutator can change a message without knowing what it means.
 */
import { Buffer } from 'node:buffer';
import { limits } from '../../protocol/limits.js';

export type Item =
  | null
  | boolean
  | number
  | string
  | readonly Item[]
  /** Binary, in hex. */
  | { readonly bin: string }
  /** Binary that is this item: a value, as a rule. */
  | { readonly packed: Item }
  /** A map, whose keys may be anything and there twice. */
  | { readonly map: readonly (readonly [Item, Item])[] }
  /** These bytes where an item should be, in hex: extensions, lies about lengths, garbage. */
  | { readonly raw: string }
  /** Inside an array: this element so many times. */
  | { readonly times: number; readonly item: Item }
  /** An item inside so many arrays. */
  | { readonly nested: number; readonly item: Item };

export function bytesOf(item: Item): Buffer {
  const pieces: Uint8Array[] = [];
  write(item, pieces);
  return Buffer.concat(pieces);
}

function write(item: Item, pieces: Uint8Array[]): void {
  if (item === null) pieces.push(Buffer.of(0xc0));
  else if (typeof item === 'boolean') pieces.push(Buffer.of(item ? 0xc3 : 0xc2));
  else if (typeof item === 'number') pieces.push(number(item));
  else if (typeof item === 'string') writeSized(0xdb, Buffer.from(item), pieces);
  else if (isArray(item)) writeArray(item, pieces);
  else if ('bin' in item) writeSized(0xc6, Buffer.from(item.bin, 'hex'), pieces);
  else if ('packed' in item) writeSized(0xc6, bytesOf(item.packed), pieces);
  else if ('raw' in item) pieces.push(Buffer.from(item.raw, 'hex'));
  else if ('map' in item) writeMap(item.map, pieces);
  else if ('times' in item) pieces.push(repeated(bytesOf(item.item), item.times));
  else {
    pieces.push(Buffer.alloc(item.nested, 0x91));
    write(item.item, pieces);
  }
}

/** How many elements an array of these has. */
export function lengthOf(items: readonly Item[]): number {
  return items.reduce(
    (sum: number, item) => sum + (item !== null && typeof item === 'object' && 'times' in item ? item.times : 1),
    0,
  );
}

/** The same bytes as an item of their own. */
export function raw(bytes: Uint8Array): { readonly raw: string } {
  return { raw: Buffer.from(bytes).toString('hex') };
}

export function bin(bytes: Uint8Array): { readonly bin: string } {
  return { bin: Buffer.from(bytes).toString('hex') };
}

export function map(fields: Readonly<Record<string, Item>>): Item {
  return { map: Object.entries(fields) };
}

export function isArray(item: Item): item is readonly Item[] {
  return Array.isArray(item);
}

function writeArray(items: readonly Item[], pieces: Uint8Array[]): void {
  pieces.push(header(0xdd, lengthOf(items)));
  for (const item of items) write(item, pieces);
}

function writeMap(entries: readonly (readonly [Item, Item])[], pieces: Uint8Array[]): void {
  pieces.push(header(0xdf, entries.length));
  for (const entry of entries) for (const item of entry) write(item, pieces);
}

/** The shortest form is not the only one that a peer may send; this is, for whole numbers from 0 to 127, and else float 64. */
function number(value: number): Buffer {
  if (Number.isInteger(value) && value >= 0 && value < 0x80 && !Object.is(value, -0)) return Buffer.of(value);
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function writeSized(token: number, bytes: Uint8Array, pieces: Uint8Array[]): void {
  pieces.push(header(token, bytes.length), bytes);
}

function header(token: number, length: number): Buffer {
  const bytes = Buffer.alloc(5, token);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

/** No more than a frame holds: repetitions within repetitions would otherwise take the fuzzer's own memory. */
function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(Math.min(bytes.length * times, limits.frameBytes), bytes);
}
