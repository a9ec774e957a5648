/**
 * Messages as bytes: one frame after the other, each of them
 *
 *     length of the rest, u32 | length of the head, u32 | head | body
 *
 * in little endian. The head is the message without the bytes of its parcel, encoded as a user's value; the body is
 * those bytes. What a parcel carries as it is (see parcel.ts) travels beside the frames, where that is possible at all.
 */
import { ProtocolError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { decodeValue, encodeValue } from '../../wire/index.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { Parcel } from './parcel.js';

type Message = ToWorker | FromWorker;

/** The descriptor, in a worker process, of the pipe that they travel through. */
export const FRAMES_DESCRIPTOR = 3;

/** Frames on their way, in one piece of memory of their own, and what they carry. Between threads it is posted as it is. */
export interface Shipment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly carried: readonly object[];
}

const LENGTH_BYTES = 4;

/**
 * The longest frame there may be: a value of the greatest length, and a head. More is no frame of ours. No text that a task
 * writes to the descriptor by mistake looks like the beginning of one: the next answers would count as the rest of it.
 */
const MOST_FRAME_BYTES = 2 * limits.valueBytes;

/** Frames gathered to be sent together. */
export class FrameBatch {
  /** For each frame its head, and its body where it has one. */
  readonly #frames: (readonly [head: Uint8Array, body: Uint8Array | undefined])[] = [];
  readonly #carried: object[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  add(message: Message): void {
    const { parcel, ...head } = message as Message & { readonly parcel?: Parcel };
    const encoded = encodeValue(parcel ? [head, parcel.objects] : [head]) as Uint8Array;
    this.#frames.push([encoded, parcel?.bytes]);
    this.#length += 2 * LENGTH_BYTES + encoded.length + (parcel?.bytes.length ?? 0);
    if (parcel) this.#carried.push(...parcel.carried);
  }

  /** All of them; then the batch is empty. */
  take(): Shipment {
    const bytes = new Uint8Array(this.#length);
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (const [head, body] of this.#frames.splice(0)) {
      view.setUint32(at, LENGTH_BYTES + head.length + (body?.length ?? 0), true);
      view.setUint32(at + LENGTH_BYTES, head.length, true);
      bytes.set(head, at + 2 * LENGTH_BYTES);
      at += 2 * LENGTH_BYTES + head.length;
      if (body) bytes.set(body, at);
      at += body?.length ?? 0;
    }
    this.#length = 0;
    return { bytes, carried: this.#carried.splice(0) };
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
    const left = [...carried];
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
      if (length < LENGTH_BYTES || length > MOST_FRAME_BYTES)
        throw new ProtocolError('a frame of an impossible length');
      this.#wanted = LENGTH_BYTES + length;
      if (bytes.length - at < this.#wanted) return at;
      this.#onMessage(messageIn<M>(bytes.subarray(at + LENGTH_BYTES, at + this.#wanted), carried));
      at += this.#wanted;
    }
  }
}

function messageIn<M extends Message>(frame: Uint8Array, carried: object[]): M {
  const headLength = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  const bodyAt = LENGTH_BYTES + headLength;
  if (bodyAt > frame.length) throw new ProtocolError('a frame whose head is longer than itself');
  const decoded = decodeValue(frame.subarray(LENGTH_BYTES, bodyAt));
  if (!Array.isArray(decoded)) throw new ProtocolError('a frame whose head is no message');
  const [head, objects] = decoded as [M, Parcel['objects'] | undefined];
  if (!objects) return head;
  // A copy: the frame may be a part of something much larger, which would be kept for its sake.
  const bytes = Uint8Array.prototype.slice.call(frame, bodyAt);
  const parcel: Parcel = { bytes, objects, carried: carried.splice(0, objects.filter((each) => each === null).length) };
  return { ...head, parcel };
}
