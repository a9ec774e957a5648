import type { BrokerLimits } from '../../protocol/broker-limits.js';
import { type HoldallError, LimitError, Overloaded } from '../../protocol/errors.js';
import { limits as fixed } from '../../protocol/limits.js';
import { reached } from '../objects/reached.js';

/** What a session takes beside what it holds, with its connection. */
const SESSION_BYTES = 16_384;

/** A handle, with the places that lead to it. */
export const HANDLE_BYTES = 192;

/** A waiting call, beside its arguments. */
export const WAITING_BYTES = 768;

/** An answer that is kept, beside what it is said to take. */
const KEPT_BYTES = 256;

/** What an engine may take in, and how much it has: one for all its sessions and objects. */
export class Budget {
  /** Those in force. */
  limits: BrokerLimits;
  /** Bytes of all objects. */
  objects = 0;
  /** Bytes of all calls that wait. */
  waiting = 0;
  /** Bytes and number of answers that their clients have not acknowledged. */
  unacknowledged = 0;
  answers = 0;
  /** Bytes of all handles. */
  handles = 0;
  sessions = 0;

  constructor(limits: BrokerLimits) {
    this.limits = limits;
  }

  /** What all of it takes in memory, roughly. */
  get bytes(): number {
    const answers = this.unacknowledged + KEPT_BYTES * this.answers;
    return this.objects + this.waiting + answers + this.handles + SESSION_BYTES * this.sessions;
  }

  /** How much more may come. */
  get spare(): number {
    return this.limits.memoryBytes - this.bytes;
  }

  /** Why so much more may not be taken in; `undefined` if it may. */
  objection(bytes: number): HoldallError | undefined {
    if (this.spare >= bytes) return undefined;
    const { memoryBytes } = this.limits;
    if (bytes > memoryBytes) {
      const what = `it would take ${bytes} bytes of memory, the broker takes in ${memoryBytes} in all (memoryBytes)`;
      return reached('memoryBytes', `${what}: send it in parts`, LimitError);
    }
    const what = `what the broker holds takes ${this.bytes} bytes of memory, it may take ${memoryBytes} (memoryBytes)`;
    return reached('memoryBytes', `${what}: try again when others have made room`, Overloaded);
  }
}

/** Who has so little gets it also where there is too much in all: so that a client that comes to take things away can. */
export function isMuch(bytes: number): boolean {
  return bytes > fixed.packetBytes;
}
