import type { Buffer } from 'node:buffer';

/** Up to here a loop in JavaScript is faster than a call into the engine's decoder, for ASCII. */
const LOOPED_BYTES = 24;

/** Fields of objects have few names, which come again and again: each slot keeps the last one that fell into it. */
const SLOTS = 1024;
const slots: ({ readonly bytes: Uint8Array; readonly text: string } | undefined)[] = new Array(SLOTS).fill(undefined);

/** The UTF-8 string that stands in these bytes. What is not UTF-8 becomes U+FFFD. */
export function textAt(bytes: Buffer, start: number, length: number): string {
  const end = start + length;
  if (length >= LOOPED_BYTES) return bytes.toString('utf8', start, end);
  let text = '';
  for (let index = start; index < end; index++) {
    const code = bytes[index] as number;
    if (code >= 0x80) return bytes.toString('utf8', start, end);
    text += String.fromCharCode(code);
  }
  return text;
}

/** The same for the name of a field, which is found rather than made where it was seen lately. */
export function nameAt(bytes: Buffer, start: number, length: number): string {
  let hash = length;
  for (let index = 0; index < length; index++) hash = (hash * 31 + (bytes[start + index] as number)) | 0;
  const slot = hash & (SLOTS - 1);
  const seen = slots[slot];
  if (seen !== undefined && standsAt(seen.bytes, bytes, start, length)) return seen.text;
  const text = textAt(bytes, start, length);
  slots[slot] = { bytes: new Uint8Array(bytes.subarray(start, start + length)), text };
  return text;
}

function standsAt(expected: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (expected.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}
