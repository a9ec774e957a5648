import { ValueError } from '../../../protocol/errors.js';
import type { Call, Options, Stored } from '../contract.js';
import { encodedBytes, type Stock } from './stock.js';

/** How much a queue holds before puts wait: items, and bytes of their encodings. 0: any number of them. */
export class Bounds {
  readonly #maxSize: number;
  readonly #maxBytes: number;

  constructor(options: Options) {
    this.#maxSize = options['maxSize'] as number;
    this.#maxBytes = options['maxBytes'] as number;
  }

  /** Whether there is room for these values now. Throws `ValueError` where there never will be. */
  admit({ calledAs }: Call, stock: Stock, values: readonly Stored[]): boolean {
    return this.#admitSize(calledAs, stock.size, values.length) && this.#admitBytes(calledAs, stock.bytes, values);
  }

  /** Whether not even a value of no length would be admitted. */
  areReached(stock: Stock): boolean {
    const isFull = this.#maxSize > 0 && stock.size >= this.#maxSize;
    return isFull || (this.#maxBytes > 0 && stock.bytes >= this.#maxBytes);
  }

  #admitSize(calledAs: string, present: number, more: number): boolean {
    if (this.#maxSize === 0) return true;
    if (more > this.#maxSize) {
      throw new ValueError(
        `${calledAs}: ${more} values can never fit a queue with maxSize ${this.#maxSize}; put them in parts`,
      );
    }
    return present + more <= this.#maxSize;
  }

  #admitBytes(calledAs: string, present: number, values: readonly Stored[]): boolean {
    if (this.#maxBytes === 0) return true;
    const more = values.reduce((sum, value) => sum + encodedBytes(value), 0);
    if (more > this.#maxBytes) {
      const what = values.length === 1 ? `a value of ${more} bytes` : `${values.length} values of ${more} bytes`;
      const instead = values.length === 1 ? '' : '; put them in parts';
      throw new ValueError(`${calledAs}: ${what} can never fit a queue with maxBytes ${this.#maxBytes}${instead}`);
    }
    return present + more <= this.#maxBytes;
  }
}
