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
