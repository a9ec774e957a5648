import { Buffer } from 'node:buffer';

/** How long a frame is that is sent in these pieces. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  let length = 0;
  for (let index = 0; index < pieces.length; index++) length += (pieces[index] as Uint8Array).length;
  return length;
}

/** The frame as one: a copy if it comes in several pieces. */
export function wholeOf(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}
