import { LimitError } from '../../protocol/errors.js';

/**
 * Refuses what will be too long before memory is spent on it. Those who walk through a value tell it the least that the
 * parts they see will take: one byte for each element, and for a string or binary its length besides.
 */
export class ByteBudget {
  readonly #maxBytes: number;
  readonly #what: string;
  #least = 0;

  /** `what` names what is encoded. */
  constructor(maxBytes: number, what: string) {
    this.#maxBytes = maxBytes;
    this.#what = what;
  }

  spend(bytes: number): void {
    this.#least += bytes;
    this.#check(this.#least);
  }

  /** The encoding itself, which alone says how long it is. */
  checked(encoding: Buffer): Buffer {
    this.#check(encoding.length);
    return encoding;
  }

  #check(bytes: number): void {
    if (bytes <= this.#maxBytes) return;
    throw new LimitError(`${this.#what} takes more than ${this.#maxBytes} bytes; split it, or send the name of a file`);
  }
}
