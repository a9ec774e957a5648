import { EncodingError, LimitError } from '../../protocol/errors.js';
import type { ByteWriter } from './byte-writer.js';
import { isPlain } from './kinds.js';
import { describe } from './refusals.js';

const LONE_SURROGATES = /[\ud800-\udfff]/gu;

/**
 * Writes one message tree: scalars, binary, arrays and plain objects. Anything else in it is a mistake of ours, not of
 * a user's. Fields that are `undefined` are left out, elements that are `undefined` become null.
 */
export class PlainEncoder {
  readonly #writer: ByteWriter;
  /** How much deeper the reader at the other end would follow before it hangs up. */
  #levelsLeft: number;

  constructor(writer: ByteWriter, depth: number) {
    this.#writer = writer;
    this.#levelsLeft = depth;
  }

  write(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return this.#writer.number(value);
      case 'boolean':
        return this.#writer.boolean(value);
      case 'undefined':
        return this.#writer.nil();
      case 'object':
        return value === null ? this.#writer.nil() : this.#object(value);
      default:
        throw new EncodingError(`a message cannot hold ${describe(value)}`);
    }
  }

  #object(value: object): void {
    if (value instanceof Uint8Array) return this.#writer.binary(value);
    if (--this.#levelsLeft < 0) throw new LimitError('the message is nested too deeply');
    if (Array.isArray(value)) this.#array(value);
    else if (isPlain(value)) this.#map(value as Record<string, unknown>);
    else throw new EncodingError(`a message cannot hold an instance of ${value.constructor?.name ?? 'no class'}`);
    this.#levelsLeft++;
  }

  #array(array: readonly unknown[]): void {
    this.#writer.arrayHeader(array.length);
    for (const element of array) this.write(element);
  }

  #map(map: Record<string, unknown>): void {
    const fields = Object.keys(map).filter((field) => map[field] !== undefined);
    this.#writer.mapHeader(fields.length);
    for (const field of fields) {
      this.#text(field);
      this.write(map[field]);
    }
  }

  /** Texts of messages are for people, names are checked before: half a character may become U+FFFD. */
  #text(text: string): void {
    if (!this.#writer.string(text)) this.#writer.string(text.replace(LONE_SURROGATES, '\ufffd'));
  }
}
