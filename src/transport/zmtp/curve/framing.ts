import { CURVE_OVERHEAD_BYTES } from '../../conventions.js';
import { type Frame, messageFrame, ZmtpFault } from '../frames.js';
import type { Framing } from '../framing.js';
import type { Boxes } from './boxes.js';
import { COUNTER_BYTES, counterIn, type OwnNonces, type TheirNonces } from './nonces.js';

/** What each encrypted frame begins with, commands among them: nobody on the way can tell one from the other. */
const NAME = Buffer.from('\x07MESSAGE', 'latin1');
const BOX_AT = NAME.length + COUNTER_BYTES;

/** The byte that a box begins with says what follows it. */
const MORE = 0x01;
const COMMAND = 0x02;
const AS_MESSAGE = Buffer.from([0]);
const AS_COMMAND = Buffer.from([COMMAND]);

/** Frames of a CURVE connection, after its handshake. */
export class BoxedFraming implements Framing {
  readonly overheadBytes = CURVE_OVERHEAD_BYTES;
  readonly #boxes: Boxes;
  readonly #ours: OwnNonces;
  readonly #theirs: TheirNonces;
  /** In the middle of a message of several parts. */
  #inParts = false;

  constructor(boxes: Boxes, ours: OwnNonces, theirs: TheirNonces) {
    this.#boxes = boxes;
    this.#ours = ours;
    this.#theirs = theirs;
  }

  message(...body: readonly Uint8Array[]): Uint8Array[] {
    return this.#seal(Buffer.concat([AS_MESSAGE, ...body]));
  }

  command(body: Uint8Array): Uint8Array[] {
    return this.#seal(Buffer.concat([AS_COMMAND, body]));
  }

  open({ isCommand, body: boxed }: Frame): Frame | undefined {
    if (isCommand || boxed.length < CURVE_OVERHEAD_BYTES || !boxed.subarray(0, NAME.length).equals(NAME)) {
      throw new ZmtpFault('a frame is not encrypted');
    }
    const nonce = this.#theirs.next('CurveZMQMESSAGES', boxed.subarray(NAME.length, BOX_AT));
    const content = this.#boxes.open(nonce, boxed.subarray(BOX_AT));
    return this.#told(content[0] as number, content.subarray(1));
  }

  #seal(content: Buffer): Uint8Array[] {
    const nonce = this.#ours.next('CurveZMQMESSAGEC');
    return messageFrame(Buffer.concat([NAME, counterIn(nonce)]), this.#boxes.seal(nonce, content));
  }

  #told(flags: number, body: Buffer): Frame | undefined {
    if (flags & COMMAND) return { isCommand: true, body };
    const isPart = this.#inParts || (flags & MORE) !== 0;
    this.#inParts = (flags & MORE) !== 0;
    return isPart ? undefined : { isCommand: false, body };
  }
}
