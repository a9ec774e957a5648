import type { Buffer } from 'node:buffer';

/** Names of operations and types, fields of options and of users' objects: hardly any is longer. */
const LONGEST = 16;

/** A power of two, far above the number of names that one program uses. */
const PLACES = 1_024;

/** Texts by a hash of their bytes. One that comes to the place of another takes it, so there are never more than places. */
const texts: (string | undefined)[] = new Array(PLACES).fill(undefined);

/**
 * The text that these bytes of UTF-8 are. Short ones come again and again: to make a string anew takes longer than to find
 * the one that was made before, and that one's hash is known to every `Map`. What others sent has no part in a text that is
 * found: its bytes are compared.
 */
export function textOf(bytes: Buffer, start: number, length: number): string {
  if (length > LONGEST) return bytes.toString('utf8', start, start + length);
  let hash = length;
  let all = 0;
  for (let at = start; at < start + length; at++) {
    const byte = bytes[at] as number;
    hash = (Math.imul(hash, 31) + byte) | 0;
    all |= byte;
  }
  if (all >= 0x80) return bytes.toString('utf8', start, start + length);
  const place = (hash ^ (hash >>> 10)) & (PLACES - 1);
  const known = texts[place];
  if (known !== undefined && isAt(known, bytes, start, length)) return known;
  const text = bytes.toString('latin1', start, start + length);
  texts[place] = text;
  return text;
}

function isAt(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let index = 0; index < length; index++) if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}
