import { Buffer } from 'node:buffer';
import { limits } from '../../protocol/limits.js';
import { binaryFromBytes } from './binary-values.js';
import { errorFromFields } from './error-values.js';
import { extension } from './extensions.js';
import { bigintFromBytes, dateFromBytes, textFromBytes } from './scalars.js';
import { Scanner } from './scanner.js';
import { unpackValue } from './value-items.js';

/**
 * Reads one user's value: plain MessagePack and the extensions of `extensions.ts`. Each extension is made into its value
 * where the scan comes to its end, from the inside out; msgpackr puts these values into place when it reads what is
 * around them, and so never reads a payload twice.
 */
export class ValueScanner extends Scanner {
  readonly #references: readonly unknown[];
  /** The values of the extensions met so far, without those inside of others. */
  #extensions: unknown[] = [];

  constructor(bytes: Uint8Array, references: readonly unknown[]) {
    super(bytes, 'the value', { depth: limits.valueDepth, objects: Number.POSITIVE_INFINITY });
    this.#references = references;
  }

  read(): unknown {
    this.scan();
    return unpackValue(this.bytes, this.what, this.#extensions);
  }

  /** Other languages write integers that ours writes as BigInt in an extension. */
  protected override wideInteger(): void {}

  protected override extension(code: number, length: number): unknown {
    if (code === extension.undefined) return void this.skip(length);
    const value = this.#value(code, length);
    this.#extensions.push(value);
    return value;
  }

  #value(code: number, length: number): unknown {
    switch (code) {
      case extension.reference:
        return this.#reference(this.#take(length));
      case extension.map:
        return this.#map(this.#array(code, length));
      case extension.set:
        return new Set(this.#array(code, length));
      case extension.bigint:
        return this.#valid(bigintFromBytes(this.#take(length)), 'a BigInt without bytes');
      case extension.error:
        return this.#valid(
          errorFromFields(this.#fields(code, length)),
          'an Error whose name, message or stack is no string',
        );
      case extension.regexp:
        return this.#regexp(this.#array(code, length));
      case extension.binary:
        return this.#binary(this.#take(length));
      case extension.invalidDate:
        return new Date(Number.NaN);
      case extension.text:
        return this.#valid(textFromBytes(this.#take(length)), 'a string with half a character');
      case extension.boxed:
        return this.#boxed(code, length);
      case extension.negativeZero:
        return -0;
      case extension.timestamp:
        return this.#valid(dateFromBytes(this.#take(length)), 'a timestamp that is no date');
      default:
        return super.extension(code, length);
    }
  }

  // ── Payloads ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #take(length: number): Buffer {
    const start = this.skip(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length);
  }

  /** The one item that fills an extension. */
  #inner(code: number, length: number): unknown {
    const start = this.position;
    const outside = this.#extensions;
    this.#extensions = [];
    this.item();
    this.endExtension(code, start + length);
    const value = unpackValue(this.bytes.subarray(start, start + length), this.what, this.#extensions);
    this.#extensions = outside;
    return value;
  }

  #array(code: number, length: number): unknown[] {
    const token = this.bytes[this.position] as number;
    if ((token >= 0x90 && token < 0xa0) || token === 0xdc || token === 0xdd)
      return this.#inner(code, length) as unknown[];
    throw this.problem('has something else where an array must be');
  }

  #fields(code: number, length: number): Record<string, unknown> {
    const token = this.bytes[this.position] as number;
    if (!((token >= 0x80 && token < 0x90) || token === 0xde || token === 0xdf)) {
      throw this.problem('has something else where a map must be');
    }
    return this.#inner(code, length) as Record<string, unknown>;
  }

  // ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #reference(payload: Buffer): unknown {
    const index = payload.length === 4 ? payload.readUInt32BE() : -1;
    if (index < 0 || index >= this.#references.length) {
      throw this.problem(`refers to a shared object that is not among the ${this.#references.length} beside it`);
    }
    return this.#references[index];
  }

  #map(items: readonly unknown[]): Map<unknown, unknown> {
    if (items.length % 2 !== 0) throw this.problem('has a Map with a key that has no value');
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < items.length; index += 2) map.set(items[index], items[index + 1]);
    return map;
  }

  /** The engine that compiles it is the judge of its syntax: it differs between versions of Node. */
  #regexp([source, flags, ...more]: readonly unknown[]): RegExp {
    if (typeof source !== 'string' || typeof flags !== 'string' || more.length > 0) {
      throw this.problem('has a RegExp that is not two strings');
    }
    try {
      return new RegExp(source, flags);
    } catch (cause) {
      throw this.problem(`has a RegExp that this version of Node does not accept: ${String(cause)}`);
    }
  }

  #binary(payload: Buffer): object {
    const kind = payload[0] ?? -1;
    return this.#valid(binaryFromBytes(kind, payload.subarray(1)), 'a typed array of unknown kind or broken length');
  }

  /** Counts as a level: else boxes could nest without end. */
  #boxed(code: number, length: number): unknown {
    this.enter(0);
    const value = this.#inner(code, length);
    this.leave();
    if (value === null || value === undefined || typeof value === 'object') {
      throw this.problem('has a boxed value that is no primitive');
    }
    return Object(value);
  }

  #valid<T>(value: T | undefined, otherwise: string): T {
    if (value === undefined) throw this.problem(`has ${otherwise}`);
    return value;
  }
}
