import { ZmtpFault } from '../frames.js';
import { NONCE_BYTES } from './boxes.js';

/** The number in a nonce, which both sides send with each box, and never twice. */
export const COUNTER_BYTES = 8;

/** A prefix with a counter behind it is a nonce. */
type Prefix = 'CurveZMQHELLO---' | 'CurveZMQINITIATE' | 'CurveZMQREADY---' | 'CurveZMQMESSAGEC' | 'CurveZMQMESSAGES';

/** The nonces of what we send: the number grows from box to box, whatever the box is for. */
export class OwnNonces {
  /** Exact far beyond what a connection can send. */
  #count = 0;

  next(prefix: Prefix): Buffer {
    this.#count++;
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.write(prefix, 'latin1');
    nonce.writeBigUInt64BE(BigInt(this.#count), NONCE_BYTES - COUNTER_BYTES);
    return nonce;
  }
}

/** The nonces of what comes: a box whose number is not above the last one's is an old one that somebody sent again. */
export class TheirNonces {
  #last = 0n;

  /** Throws `ZmtpFault` for a number that has been. */
  next(prefix: Prefix, counter: Buffer): Buffer {
    const number = counter.readBigUInt64BE();
    if (number <= this.#last) throw new ZmtpFault('an encrypted box came a second time or out of turn');
    this.#last = number;
    return nonceOf(prefix, counter);
  }
}

/** A nonce of a prefix and what was sent of it. */
export function nonceOf(prefix: string, rest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(prefix, 'latin1'), rest]);
}

/** What travels of a nonce: the reader knows its prefix. */
export function counterIn(nonce: Buffer): Buffer {
  return nonce.subarray(NONCE_BYTES - COUNTER_BYTES);
}
