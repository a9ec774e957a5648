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

/** So many things at most are left unweighed: those that are gone must not stay in memory for it. */
const MOST_UNWEIGHED = 4_096;

/** Something whose weight changes. All but `weigh` is the budget's own. */
export interface Weighed {
  /** What it takes in memory, as it was found when it was last weighed. */
  bytes: number;
  /** By how much at most it has grown since. */
  grown: number;
  isUnweighed: boolean;
  hasLeft: boolean;
  /** Finds what it takes by now. */
  weigh(): number;
}

/** What an engine may take in, and how much it has: one for all its sessions and objects. */
export class Budget {
  /** Those in force. */
  limits: BrokerLimits;
  /** Bytes of all objects, as they were weighed. To weigh one after each turn would take a tenth of a short call. */
  #objects = 0;
  /** By how much at most they have grown since. */
  #grown = 0;
  #unweighed: Weighed[] = [];
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

  enter(thing: Weighed): void {
    thing.bytes = thing.weigh();
    this.#objects += thing.bytes;
  }

  leave(thing: Weighed): void {
    this.#objects -= thing.bytes;
    this.#grown -= thing.grown;
    thing.hasLeft = true;
  }

  /** It may take more or less than before. */
  changed(thing: Weighed): void {
    if (thing.isUnweighed) return;
    thing.isUnweighed = true;
    if (this.#unweighed.push(thing) === MOST_UNWEIGHED) this.#weighAll();
  }

  /** It is about to take so much more at most: what is said too high here is only weighed the sooner. */
  grow(thing: Weighed, bytes: number): void {
    this.changed(thing);
    thing.grown += bytes;
    this.#grown += bytes;
  }

  /** Finds what it takes by now. */
  weigh(thing: Weighed): void {
    const bytes = thing.weigh();
    this.#objects += bytes - thing.bytes;
    this.#grown -= thing.grown;
    thing.bytes = bytes;
    thing.grown = 0;
  }

  /** What all of it takes in memory, roughly. */
  get bytes(): number {
    this.#weighAll();
    return this.#most;
  }

  /** The same, or more. */
  get #most(): number {
    const answers = this.unacknowledged + KEPT_BYTES * this.answers;
    return this.#objects + this.#grown + this.waiting + answers + this.handles + SESSION_BYTES * this.sessions;
  }

  /** Why so much more may not be taken in; `undefined` if it may. */
  objection(bytes: number): HoldallError | undefined {
    const { memoryBytes } = this.limits;
    if (this.#most + bytes <= memoryBytes || this.bytes + bytes <= memoryBytes) return undefined;
    if (bytes > memoryBytes) {
      const what = `it would take ${bytes} bytes of memory, the broker takes in ${memoryBytes} in all (memoryBytes)`;
      return reached('memoryBytes', `${what}: send it in parts`, LimitError);
    }
    const what = `what the broker holds takes ${this.bytes} bytes of memory, it may take ${memoryBytes} (memoryBytes)`;
    return reached('memoryBytes', `${what}: try again when others have made room`, Overloaded);
  }

  #weighAll(): void {
    const things = this.#unweighed;
    if (things.length === 0) return;
    this.#unweighed = [];
    for (const thing of things) {
      thing.isUnweighed = false;
      if (!thing.hasLeft) this.weigh(thing);
    }
  }
}

/** Who has so little gets it also where there is too much in all: so that a client that comes to take things away can. */
export function isMuch(bytes: number): boolean {
  return bytes > fixed.packetBytes;
}
