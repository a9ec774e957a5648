import { limits } from '../../../protocol/limits.js';
import { faultOfGreeting, GREETING_BYTES, type Mechanism } from '../greeting.js';
import { lengthOf } from '../pieces.js';

/** Bits of the byte that begins a frame; all others are zero. */
const MORE = 0x01;
const LONG = 0x02;
const COMMAND = 0x04;

/** What a short frame can carry: its length is one byte. A long one's takes eight. */
const SHORT_BYTES = 0xff;
const SHORT_HEADER_BYTES = 2;
const LONG_HEADER_BYTES = 9;

/** No command that is meant for us comes near: READY is the longest, with a few properties of some bytes each. */
const COMMAND_BYTES = 4_096;

/** Up to this size a copy next to its header is cheaper than a piece of its own in the system call. */
const COPIED_BYTES = 16_384;

/** A body from this size on is read where it will be, and where its reader gives the memory back, that is used again. */
const LARGE_BYTES = 65_536;

/** The memory of the largest packet of several messages. What is larger is rare, and is not kept for the next. */
const MOST_SPARE_BYTES = limits.packetBytes + 65_536;

const NO_BYTES = Buffer.alloc(0);

/** A whole message of one part, or a command. Nobody writes to its memory any more. */
export interface Frame {
  readonly isCommand: boolean;
  readonly body: Buffer;
}

/** The other side does not speak ZMTP, or not as it is allowed to us. The message is for people. */
export class ZmtpFault extends Error {}

/** The pieces to write for a message of one part, whose body has these pieces. */
export function messageFrame(...body: readonly Uint8Array[]): Uint8Array[] {
  const length = lengthOf(body);
  if (length <= COPIED_BYTES) return [frame(0, body, length)];
  const [first, ...others] = body as [Uint8Array, ...Uint8Array[]];
  if (first.length <= COPIED_BYTES) return [frame(0, [first], length), ...others];
  return [frame(0, [], length), ...body];
}

/** What to write for a command. */
export function commandFrame(body: Uint8Array): Uint8Array {
  return frame(COMMAND, [body], body.length);
}

/** The header of a frame of this length, and the beginning of its body. */
function frame(flags: number, body: readonly Uint8Array[], length: number): Buffer {
  const headerBytes = length <= SHORT_BYTES ? SHORT_HEADER_BYTES : LONG_HEADER_BYTES;
  const bytes = Buffer.allocUnsafe(headerBytes + lengthOf(body));
  writeHeader(bytes, flags, length);
  let at = headerBytes;
  for (let index = 0; index < body.length; index++) {
    const piece = body[index] as Uint8Array;
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function writeHeader(bytes: Buffer, flags: number, length: number): void {
  if (length <= SHORT_BYTES) {
    bytes[0] = flags;
    bytes[1] = length;
  } else {
    bytes[0] = flags | LONG;
    // No frame of ours is longer than 32 bits can tell.
    bytes.writeUInt32BE(0, 1);
    bytes.writeUInt32BE(length, LONG_HEADER_BYTES - 4);
  }
}

/**
 * Makes frames of what the other side sends: its greeting, which is checked and is no frame, then commands and
 * messages. Give it a piece by `push`, then take frames by `next` until there is none; only then may the piece's memory
 * be used again. Messages of several parts are none of ours and are left out. Nothing is kept but one frame, for which
 * memory is taken when its header is there and has been checked.
 */
export class FrameReader {
  #piece: Buffer = NO_BYTES;
  #at = 0;
  /** The greeting or the header that is being read. */
  readonly #head = Buffer.alloc(GREETING_BYTES);
  #headBytes = 0;
  #hasGreeting = false;
  /** The first frame must be a command: who sends messages before has not shaken hands. */
  #hasCommand = false;
  /** The flags of the frame whose body is being read; `undefined` between frames. */
  #flags: number | undefined;
  /** `undefined` where the body is left out. */
  #body: Buffer | undefined;
  /** Bytes of the body that have not come yet. */
  #missing = 0;
  /** In the middle of a message of several parts. */
  #inParts = false;
  /** For the next large body. */
  #spare: ArrayBuffer | undefined;
  #mostBytes: number = limits.frameBytes;
  readonly #mechanism: Mechanism;

  constructor(mechanism: Mechanism = 'NULL') {
    this.#mechanism = mechanism;
  }

  /** How long a message may be. */
  limit(bytes: number): void {
    this.#mostBytes = bytes;
  }

  push(piece: Buffer): void {
    this.#piece = piece;
    this.#at = 0;
  }

  /** Where the next bytes of a large body belong, if they are such: they may be read to there instead of pushed. */
  get room(): Buffer | undefined {
    if (this.#body === undefined || this.#missing < LARGE_BYTES) return undefined;
    return this.#body.subarray(this.#body.length - this.#missing);
  }

  /** So many bytes were read to the beginning of `room`. */
  filled(bytes: number): void {
    this.#piece = NO_BYTES;
    this.#at = 0;
    this.#missing -= bytes;
  }

  /** Nobody needs the memory of a body any more. */
  reuse({ buffer }: Uint8Array): void {
    if (buffer.byteLength >= LARGE_BYTES && buffer.byteLength <= MOST_SPARE_BYTES) this.#spare = buffer as ArrayBuffer;
  }

  /** Throws `ZmtpFault`, and is not to be asked again then. */
  next(): Frame | undefined {
    if (!this.#readGreeting()) return undefined;
    while (this.#readHeader() && this.#readBody()) {
      const frame = this.#finish();
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  #readGreeting(): boolean {
    if (this.#hasGreeting) return true;
    this.#hasGreeting = this.#gather(GREETING_BYTES);
    const fault = faultOfGreeting(this.#head.subarray(0, this.#headBytes), this.#mechanism);
    if (fault !== undefined) throw new ZmtpFault(fault);
    if (this.#hasGreeting) this.#headBytes = 0;
    return this.#hasGreeting;
  }

  #readHeader(): boolean {
    if (this.#flags !== undefined || this.#readWholeHeader()) return true;
    if (!this.#gather(1)) return false;
    const flags = this.#head[0] as number;
    if (!this.#gather(headerBytes(flags))) return false;
    this.#headBytes = 0;
    this.#begin(flags, lengthIn(this.#head, 0));
    return true;
  }

  /** Nearly every header is whole in its piece, and is read there. */
  #readWholeHeader(): boolean {
    const piece = this.#piece;
    const at = this.#at;
    if (this.#headBytes > 0 || at >= piece.length) return false;
    const flags = piece[at] as number;
    const end = at + headerBytes(flags);
    if (end > piece.length) return false;
    this.#at = end;
    this.#begin(flags, lengthIn(piece, at));
    return true;
  }

  #begin(flags: number, length: number): void {
    const isCommand = (flags & COMMAND) !== 0;
    if (flags & ~(MORE | LONG | COMMAND) || (isCommand && flags & MORE)) {
      throw new ZmtpFault(`a frame begins with flags that do not exist (${flags})`);
    }
    if (!isCommand && !this.#hasCommand) throw new ZmtpFault('it sends messages before its READY');
    const most = isCommand ? COMMAND_BYTES : this.#mostBytes;
    if (length > most) throw new ZmtpFault(`a frame of ${length} bytes exceeds the limit of ${most}`);
    const isPart = !isCommand && (this.#inParts || (flags & MORE) !== 0);
    this.#flags = flags;
    this.#missing = length;
    this.#body = isPart ? undefined : this.#memoryFor(length);
  }

  /**
   * Small ones come from Buffer's pool, as memory of their own would cost more than all else here: who kept a view would keep
   * its neighbours too, but all who keep something of a frame copy it, or keep it as a whole.
   */
  #memoryFor(length: number): Buffer {
    const spare = this.#spare;
    if (length < LARGE_BYTES || spare === undefined || spare.byteLength < length) return Buffer.allocUnsafe(length);
    this.#spare = undefined;
    return Buffer.from(spare, 0, length);
  }

  #readBody(): boolean {
    const taken = Math.min(this.#missing, this.#piece.length - this.#at);
    if (this.#body !== undefined) {
      this.#piece.copy(this.#body, this.#body.length - this.#missing, this.#at, this.#at + taken);
    }
    this.#at += taken;
    this.#missing -= taken;
    return this.#missing === 0;
  }

  /** The frame whose body is there, if it is one to hand on. */
  #finish(): Frame | undefined {
    const flags = this.#flags as number;
    const body = this.#body;
    const isCommand = (flags & COMMAND) !== 0;
    this.#flags = undefined;
    this.#body = undefined;
    this.#hasCommand = true;
    if (!isCommand) this.#inParts = (flags & MORE) !== 0;
    return body && { isCommand, body };
  }

  /** Brings what is at hand into the head until that has `count` bytes; gives whether it has. */
  #gather(count: number): boolean {
    const taken = Math.max(0, Math.min(count - this.#headBytes, this.#piece.length - this.#at));
    this.#piece.copy(this.#head, this.#headBytes, this.#at, this.#at + taken);
    this.#at += taken;
    this.#headBytes += taken;
    return this.#headBytes >= count;
  }
}

function headerBytes(flags: number): number {
  return flags & LONG ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES;
}

/** The length in the header that begins at `at`. Beyond 53 bits it is not exact, and too long anyway. */
function lengthIn(bytes: Buffer, at: number): number {
  if (((bytes[at] as number) & LONG) === 0) return bytes[at + 1] as number;
  return bytes.readUInt32BE(at + 1) * 2 ** 32 + bytes.readUInt32BE(at + 5);
}
