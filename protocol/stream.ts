import type { StreamNumber } from './messages.js';

/**
 * The sending half of a session's stream: numbers messages from 1 and keeps each until the receiver has it, so that a
 * resumed connection can continue where the broken one stopped. PROTOCOL.md, "The two streams".
 */
export class Outbox<Message> {
  #firstKept: StreamNumber = 1;
  #kept: (Message | undefined)[] = [];
  /** How many leading slots of `#kept` are acknowledged already; compacted now and then, not at every acknowledgement. */
  #spent = 0;

  /** The number that the next message will get. */
  get next(): StreamNumber {
    return this.#firstKept + this.#kept.length;
  }

  /** How many messages wait for the receiver's acknowledgement. */
  get unacknowledged(): number {
    return this.#kept.length - this.#spent;
  }

  push(message: Message): StreamNumber {
    this.#kept.push(message);
    return this.next - 1;
  }

  /** Forgets all messages up to and including `number`, oldest first, telling `forgotten` of each. */
  acknowledge(number: StreamNumber, forgotten?: (message: Message, number: StreamNumber) => void): void {
    const end = Math.min(number, this.next - 1) - this.#firstKept + 1;
    for (; this.#spent < end; this.#spent++) {
      const message = this.#kept[this.#spent] as Message;
      this.#kept[this.#spent] = undefined;
      forgotten?.(message, this.#firstKept + this.#spent);
    }
    this.#compact();
  }

  /** Whether the receiver can truthfully have received everything up to `number`. */
  canHaveReached(number: StreamNumber): boolean {
    return number < this.next;
  }

  /** Whether everything after `number` is still here to be sent again. */
  canGoOnFrom(number: StreamNumber): boolean {
    return number + 1 >= this.#firstKept + this.#spent && this.canHaveReached(number);
  }

  /** The messages from `number` on, which must not be acknowledged yet. */
  from(number: StreamNumber): Message[] {
    return this.#kept.slice(Math.max(number - this.#firstKept, this.#spent)) as Message[];
  }

  /** Amortised: shifting the array at each acknowledgement would make a long backlog quadratic. */
  #compact(): void {
    if (this.#spent === this.#kept.length) {
      this.#firstKept += this.#spent;
      this.#kept = [];
      this.#spent = 0;
    } else if (this.#spent > 1024 && this.#spent * 2 > this.#kept.length) {
      this.#kept.splice(0, this.#spent);
      this.#firstKept += this.#spent;
      this.#spent = 0;
    }
  }
}

/** The receiving half: lets each message of the sender's stream through once, in order. */
export class Inbox {
  #received: StreamNumber = 0;

  /** The number of the last message received. */
  get received(): StreamNumber {
    return this.#received;
  }

  /**
   * The messages of a packet that are new. Those seen before, which a resumed sender repeats, are left out; a packet
   * that leaves a gap gives `undefined`, and nothing of it may be used. An empty packet is a bare acknowledgement.
   */
  admit<Message>(first: StreamNumber, messages: readonly Message[]): readonly Message[] | undefined {
    if (messages.length === 0) return messages;
    const known = this.#received - first + 1;
    if (known < 0) return undefined;
    if (known >= messages.length) return [];
    this.#received = first + messages.length - 1;
    return known === 0 ? messages : messages.slice(known);
  }
}
