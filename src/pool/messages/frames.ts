/**
 * Messages as bytes: one frame after the other, each of them in little endian
 *
 *     length of the rest, u32 | kind, u8 | …
 *
 * The messages that go with every task are written as heads.ts says. All others are of kind 0, and go on with
 *
 *     length of the head, u32 | head | body
 *
 * where the head is the message without the bytes of its parcel, encoded as a user's value, and the body is those bytes.
 * What a parcel carries as it is (see parcel.ts) travels beside the frames, where that is possible at all.
 */
import { ProtocolError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { decodeValue, encodeValue } from '../../wire/index.js';
import { bodyIn, frameKind, MOST_HEAD_BYTES, readMessage, writeHead } from './heads.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { Parcel } from './parcel.js';

type Message = ToWorker | FromWorker;

/** The descriptor, in a worker process, of the pipe that they travel through. */
export const FRAMES_DESCRIPTOR = 3;

/** Frames on their way, in one piece of memory of their own, and what they carry. Between threads it is posted as it is. */
export interface Shipment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly carried: readonly object[];
  /** How many frames they are. */
  readonly count: number;
}

const LENGTH_BYTES = 4;

/** Of a frame of kind 0, before its head. */
const VALUE_HEAD_AT = 2 * LENGTH_BYTES + 1;

/**
 * The longest frame there may be: a value of the greatest length, and a head. More is no frame of ours. No text that a task
 * writes to the descriptor by mistake looks like the beginning of one: the next answers would count as the rest of it.
 */
const MOST_FRAME_BYTES = 2 * limits.valueBytes;

/** The memory that frames are gathered in, in bytes. It grows where it must, and is given back then. */
const BATCH_BYTES = 16_384;

/** Frames gathered to be sent together. */
export class FrameBatch {
  #bytes = new Uint8Array(BATCH_BYTES);
  #view = new DataView(this.#bytes.buffer);
  readonly #carried: object[] = [];
  #length = 0;
  #count = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(message: Message): void {
    this.#count += 1;
    const parcel = 'parcel' in message ? message.parcel : undefined;
    const bodyBytes = parcel === undefined ? 0 : parcel.bytes.length;
    this.#reserve(LENGTH_BYTES + MOST_HEAD_BYTES + bodyBytes);
    const at = this.#length;
    const headBytes = writeHead(message, this.#view, at + LENGTH_BYTES);
    this.#length += headBytes > 0 ? LENGTH_BYTES + headBytes : this.#writeAsValue(message, parcel);
    if (parcel !== undefined) {
      this.#bytes.set(parcel.bytes, this.#length);
      this.#length += bodyBytes;
      if (parcel.carried.length > 0) this.#carried.push(...parcel.carried);
    }
    this.#view.setUint32(at, this.#length - at - LENGTH_BYTES, true);
  }

  /** All of them, in memory of their own; then the batch is empty. */
  take(): Shipment {
    const bytes = this.#bytes.slice(0, this.#length);
    const carried = this.#carried.splice(0);
    if (this.#bytes.length > BATCH_BYTES) this.#grow(BATCH_BYTES, 0);
    const count = this.#count;
    this.#length = 0;
    this.#count = 0;
    return { bytes, carried, count };
  }

  /** Gives how many bytes it wrote: all but the body. */
  #writeAsValue(message: Message, parcel: Parcel | undefined): number {
    const { parcel: _, ...rest } = message as Message & { readonly parcel?: Parcel };
    const head = encodeValue(parcel ? [rest, parcel.objects] : [rest]) as Uint8Array;
    this.#reserve(VALUE_HEAD_AT + head.length + (parcel?.bytes.length ?? 0));
    this.#view.setUint8(this.#length + LENGTH_BYTES, frameKind.value);
    this.#view.setUint32(this.#length + LENGTH_BYTES + 1, head.length, true);
    this.#bytes.set(head, this.#length + VALUE_HEAD_AT);
    return VALUE_HEAD_AT + head.length;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#bytes.length) this.#grow(Math.max(needed, 2 * this.#bytes.length), this.#length);
  }

  #grow(size: number, kept: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this.#bytes.subarray(0, kept));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Finds the frames in a stream of bytes, which may come in pieces of any length. */
export class FrameReader<M extends Message> {
  readonly #onMessage: (message: M) => void;
  /** Pieces of a frame whose rest has not come yet. */
  #pieces: Uint8Array[] = [];
  #available = 0;
  /** How many bytes there must be before it is worth to look again. */
  #wanted = LENGTH_BYTES;

  constructor(onMessage: (message: M) => void) {
    this.#onMessage = onMessage;
  }

  /** Throws `ProtocolError` for what is no frame. `carried` is what the frames in these bytes carry. */
  read(bytes: Uint8Array, carried: readonly object[] = []): void {
    this.#pieces.push(bytes);
    this.#available += bytes.length;
    if (this.#available < this.#wanted) return;
    const whole = this.#pieces.length === 1 ? bytes : Buffer.concat(this.#pieces, this.#available);
    const left = carried.length > 0 ? [...carried] : [];
    const rest = whole.subarray(this.#readFrames(whole, left));
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#available = rest.length;
  }

  /** Gives the end of the last whole frame. */
  #readFrames(bytes: Uint8Array, carried: object[]): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (;;) {
      this.#wanted = LENGTH_BYTES;
      if (bytes.length - at < LENGTH_BYTES) return at;
      const length = view.getUint32(at, true);
      if (length === 0 || length > MOST_FRAME_BYTES) throw new ProtocolError('a frame of an impossible length');
      this.#wanted = LENGTH_BYTES + length;
      if (bytes.length - at < this.#wanted) return at;
      const end = at + this.#wanted;
      this.#onMessage(messageIn(bytes, view, at + LENGTH_BYTES, end, carried) as M);
      at = end;
    }
  }
}

function messageIn(bytes: Uint8Array, view: DataView, at: number, end: number, carried: object[]): Message {
  if (view.getUint8(at) !== frameKind.value) return readMessage(bytes, view, at, end);
  const headAt = at + VALUE_HEAD_AT - LENGTH_BYTES;
  const bodyAt = headAt > end ? Number.POSITIVE_INFINITY : headAt + view.getUint32(at + 1, true);
  if (bodyAt > end) throw new ProtocolError('a frame whose head is longer than itself');
  const decoded = decodeValue(bytes.subarray(headAt, bodyAt));
  if (!Array.isArray(decoded)) throw new ProtocolError('a frame whose head is no message');
  const [head, objects] = decoded as [Message, Parcel['objects'] | undefined];
  if (!objects) return head;
  const carriedHere = carried.splice(0, objects.filter((each) => each === null).length);
  const parcel: Parcel = { bytes: bodyIn(bytes, bodyAt, end), objects, carried: carriedHere };
  return { ...head, parcel } as Message;
}
