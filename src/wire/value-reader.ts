import type { Buffer } from 'node:buffer';
import { limits } from '../../protocol/limits.js';
import { binaryFromBytes, copyOf } from './binary-values.js';
import { ByteReader } from './byte-reader.js';
import { errorFromFields } from './error-values.js';
import { extension } from './extensions.js';
import { bigintFromBytes, dateFromBytes, textFromBytes } from './scalars.js';

/** Reads one user's value: plain MessagePack and the extensions of `extensions.ts`. Binary gets memory of its own. */
export class ValueReader extends ByteReader {
  readonly #references: readonly unknown[];

  constructor(bytes: Uint8Array, references: readonly unknown[]) {
    super(bytes, 'the value', { depth: limits.valueDepth, objects: Number.POSITIVE_INFINITY });
    this.#references = references;
  }

  protected override binary(bytes: Buffer): Uint8Array {
    return copyOf(bytes);
  }

  /** Other languages write integers that ours writes as BigInt in an extension. */
  protected override wideInteger(value: bigint): bigint {
    return value;
  }

  protected override extension(code: number, length: number): unknown {
    switch (code) {
      case extension.undefined:
        return void this.take(length);
      case extension.reference:
        return this.#reference(this.take(length));
      case extension.map:
        return this.entries();
      case extension.set:
        return new Set(this.elements());
      case extension.bigint:
        return this.#valid(bigintFromBytes(this.take(length)), 'a BigInt without bytes');
      case extension.error:
        return this.#valid(errorFromFields(this.fields()), 'an Error whose name, message or stack is no string');
      case extension.regexp:
        return this.#regexp();
      case extension.binary:
        return this.#binary(this.take(length));
      case extension.invalidDate:
        return new Date(Number.NaN);
      case extension.text:
        return this.#valid(textFromBytes(this.take(length)), 'a string with half a character');
      case extension.boxed:
        return this.#boxed();
      case extension.timestamp:
        return this.#valid(dateFromBytes(this.take(length)), 'a timestamp that is no date');
      default:
        return super.extension(code, length);
    }
  }

  #reference(payload: Buffer): unknown {
    const index = payload.length === 4 ? payload.readUInt32BE() : -1;
    if (index < 0 || index >= this.#references.length) {
      throw this.problem(`refers to a shared object that is not among the ${this.#references.length} beside it`);
    }
    return this.#references[index];
  }

  /** The engine that compiles it is the judge of its syntax: it differs between versions of Node. */
  #regexp(): RegExp {
    const [source, flags, ...more] = this.elements();
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

  #boxed(): unknown {
    const value = this.inner();
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
