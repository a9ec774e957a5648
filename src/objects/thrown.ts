/**
 * What code of a user's threw in the broker, on its way to the caller: the engine passes it on without looking inside.
 * Whoever runs such code makes one of it, because only there the value can be encoded.
 */
export class Thrown extends Error {
  constructor(
    /** The code of the wire: the thrown error's own if it is one of holdall's, else `INTERNAL`. */
    readonly code: string,
    /** Its text, for clients that cannot read it. */
    message: string,
    /** Its stack; `undefined` for what is no error. */
    readonly remoteStack: string | undefined,
    /** All of it, as a value without references. */
    readonly encoding: Uint8Array,
  ) {
    super(message);
  }
}
