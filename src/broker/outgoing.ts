import { usualLimits } from '../../protocol/broker-limits.js';
import { BrokerKind, type BrokerMessage, type StreamNumber } from '../../protocol/messages.js';
import { lengthOf } from '../transport/pieces.js';
import { encodePacket, endOfBatch } from '../wire/index.js';

/** What a frame takes in memory beside what is in it, roughly. */
const FRAME_BYTES = 256;

/** A frame that was sent and not acknowledged yet. */
interface UnderWay {
  readonly last: StreamNumber;
  readonly bytes: number;
}

/**
 * What is to go to one session. Of what it has not acknowledged only so much is handed to the transport, where nobody could
 * take it back: the rest waits here, as messages that the engine keeps anyway. So a client that does not read costs the
 * memory of its unacknowledged messages once, and little of it for longer than its session.
 */
export class Outgoing {
  /** The number of the last message received from the session. */
  received: StreamNumber = 0;
  /** What of that the session was told. */
  #told: StreamNumber = 0;
  #acknowledged: StreamNumber = 0;
  /** The number of the first message that was not sent. */
  #next: StreamNumber = 1;
  /** Those not sent. */
  #messages: BrokerMessage[] = [];
  #underWay: UnderWay[] = [];
  #bytesUnderWay = 0;
  #mostUnderWay: number;

  constructor(mostUnderWay: number = usualLimits.bytesUnderWay) {
    this.#mostUnderWay = mostUnderWay;
  }

  /** The last message that the session is known to have. */
  get acknowledged(): StreamNumber {
    return this.#acknowledged;
  }

  /** Whether messages are kept back until some are acknowledged. */
  get keepsBack(): boolean {
    return this.#messages.length > 0;
  }

  add(number: StreamNumber, message: BrokerMessage): void {
    if (!this.keepsBack) this.#next = number;
    this.#messages.push(message);
  }

  /** Whether the session can truthfully have everything up to `number`: not what is kept back. */
  canHaveReached(number: StreamNumber): boolean {
    return number < this.#next;
  }

  /** The session has everything up to `number`. */
  acknowledge(number: StreamNumber): void {
    this.#acknowledged = Math.max(this.#acknowledged, number);
    let spent = 0;
    for (; spent < this.#underWay.length; spent++) {
      const { last, bytes } = this.#underWay[spent] as UnderWay;
      if (last > number) break;
      this.#bytesUnderWay -= bytes;
    }
    // Most often all: a new array takes less time than to shorten the old one.
    if (spent === this.#underWay.length) this.#underWay = [];
    else if (spent > 0) this.#underWay.splice(0, spent);
  }

  /** Forgets what was to go over a connection that is lost: over the next one the engine sends all of it again. */
  restart(): void {
    this.#messages = [];
    this.#underWay = [];
    this.#bytesUnderWay = 0;
    this.#told = 0;
  }

  /** From now on everything is sent at once. */
  keepNothingBack(): void {
    this.#mostUnderWay = Number.POSITIVE_INFINITY;
  }

  /** The frames that can go now, each in pieces, each of a bounded size; a bare acknowledgement if that is all there is to say. */
  frames(): Uint8Array[][] {
    const frames: Uint8Array[][] = [];
    while (this.#canSend) {
      const frame = this.#frame(this.#takeBatch());
      const bytes = FRAME_BYTES + lengthOf(frame);
      this.#underWay.push({ last: this.#next - 1, bytes });
      this.#bytesUnderWay += bytes;
      frames.push(frame);
    }
    if (this.received > this.#told) frames.push(this.#frame([]));
    return frames;
  }

  /** The last frames of the session. Its bye need not wait behind what is kept back: that is dropped. */
  lastFrames(): Uint8Array[][] {
    const frames = this.frames();
    const last = this.#messages.at(-1);
    if (last?.[0] === BrokerKind.bye) frames.push(this.#frame([last]));
    return frames;
  }

  get #canSend(): boolean {
    return this.keepsBack && this.#bytesUnderWay < this.#mostUnderWay;
  }

  #takeBatch(): readonly BrokerMessage[] {
    const messages = this.#messages;
    const end = messages.length === 1 ? 1 : endOfBatch(messages, 0);
    if (end === messages.length) {
      this.#messages = [];
      return messages;
    }
    this.#messages = messages.slice(end);
    return messages.slice(0, end);
  }

  #frame(messages: readonly BrokerMessage[]): Uint8Array[] {
    const frame = encodePacket([this.#next, this.received, messages]);
    this.#next += messages.length;
    this.#told = this.received;
    return frame;
  }
}
