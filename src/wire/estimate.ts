import { Unwritten } from './unwritten.js';

/**
 * What an array, a map or a binary counts at least. A broker takes no more of them in one frame than would fill
 * `limits.frameBytes` at this rate: each may be one byte there, yet takes a hundred in memory.
 */
const OBJECT_BYTES = 16;

const NUMBER_BYTES = 9;
const STRING_HEADER_BYTES = 5;
/** The most that one unit of a JavaScript string takes in UTF-8. */
const UNIT_BYTES = 3;

/**
 * An upper bound of a message's length in a frame, in bytes, without encoding it: for filling packets up to
 * `limits.packetBytes`, and for counting what waits. Near the truth where binary is most of it. A message for which
 * this is not above `limits.frameBytes` is accepted by its receiver, whatever it consists of beside options.
 */
export function messageBytes(message: unknown): number {
  if (typeof message === 'string') return STRING_HEADER_BYTES + message.length * UNIT_BYTES;
  if (typeof message !== 'object' || message === null) return NUMBER_BYTES;
  if (message instanceof Unwritten) return OBJECT_BYTES + message.mostBytes;
  if (message instanceof Uint8Array) return OBJECT_BYTES + message.length;
  let bytes = OBJECT_BYTES;
  if (Array.isArray(message))
    for (let index = 0; index < message.length; index++) bytes += messageBytes(message[index]);
  else for (const [field, value] of Object.entries(message)) bytes += messageBytes(field) + messageBytes(value);
  return bytes;
}
