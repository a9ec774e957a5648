/** Users' values and keys, as the broker keeps them. */
import type { Id } from '../../protocol/messages.js';

/** A value that refers to shared objects: its bytes, and the ids that the references in them stand for, in order. */
export class ReferringValue {
  constructor(
    readonly bytes: Uint8Array,
    readonly references: readonly Id[],
  ) {}
}

/** A user's value in the broker: opaque bytes, never decoded here. Equality of values is equality of the bytes. */
export type Stored = Uint8Array | ReferringValue;

/** A dict's key in the broker: its canonical encoding as a binary string, which a `Map` compares by content. */
export type StoredKey = string;

/** Roughly what a value takes in an answer: its bytes, and what each reference adds. */
export function bytesOf(value: Stored): number {
  const perItem = 16;
  const perReference = 2_048;
  return value instanceof ReferringValue
    ? perItem + value.bytes.length + perReference * value.references.length
    : perItem + value.length;
}

/** Up to this length, bytes lie within their object; longer ones take memory of their own, which has an owner and a record. */
const INSIDE_BYTES = 64;

/** What a value takes in memory, roughly: the limits on memory count this. */
export function memoryOf(value: Stored): number {
  if (value instanceof ReferringValue) return 96 + 32 * value.references.length + memoryOf(value.bytes);
  return (value.length <= INSIDE_BYTES ? 200 : 368) + value.length;
}

/** The same of a key or a name, which is a string. */
export function memoryOfKey(key: string): number {
  return 24 + key.length;
}
