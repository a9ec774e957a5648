import type { BrokerMessage, StreamNumber } from '../../protocol/messages.js';
import { framesOf } from '../wire/index.js';

/** What is to go to one session with the next frames. */
export class Outgoing {
  /** The number of the last message received from the session. */
  received: StreamNumber = 0;
  /** The last message that the session is known to have. */
  acknowledged: StreamNumber = 0;
  #first: StreamNumber = 1;
  #messages: BrokerMessage[] = [];

  add(number: StreamNumber, message: BrokerMessage): void {
    if (this.#messages.length === 0) this.#first = number;
    this.#messages.push(message);
  }

  /** Forgets what was to go over a connection that is lost: the engine sends all of it again. */
  restart(): void {
    this.#messages = [];
  }

  /** The frames for everything added since, each of a bounded size; a bare acknowledgement if nothing was. */
  frames(): Iterable<Uint8Array> {
    const messages = this.#messages;
    const first = this.#first;
    this.#first += messages.length;
    this.#messages = [];
    return framesOf(first, this.received, messages);
  }
}
