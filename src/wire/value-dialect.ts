import { limits } from '../../protocol/limits.js';
import { binaryFromBytes } from './binary-values.js';
import { errorFromFields } from './error-values.js';
import { extension } from './extensions.js';
import type { Dialect, Input } from './input.js';
import { bigintFromBytes, dateFromBytes, textFromBytes } from './scalars.js';

/** Users' values: plain MessagePack and the extensions of `extensions.ts`, each made into what it stands for. */
export class ValueDialect implements Dialect {
  readonly what = 'the value';
  readonly depth = limits.valueDepth;
  readonly elements = Number.POSITIVE_INFINITY;
  readonly objects = Number.POSITIVE_INFINITY;
  readonly names = Number.POSITIVE_INFINITY;
  readonly binary = 'copies';
  /** Other languages write integers that ours writes as BigInt in an extension. */
  readonly hasWideIntegers = true;
  readonly #references: readonly unknown[];

  /** A value with the index i of a reference is `references[i]`. */
  constructor(references: readonly unknown[]) {
    this.#references = references;
  }

  extension(input: Input, code: number, length: number): unknown {
    switch (code) {
      case extension.undefined:
        return void input.take(length);
      case extension.reference:
        return this.#reference(input, length);
      case extension.map:
        return mapOf(input, input.array());
      case extension.set:
        return new Set(input.array());
      case extension.bigint:
        return valid(input, bigintFromBytes(input.take(length)), 'a BigInt without bytes');
      case extension.error:
        return valid(input, errorFromFields(input.map()), 'an Error whose name, message or stack is no string');
      case extension.regexp:
        return regexpOf(input, input.array());
      case extension.binary:
        return binaryOf(input, length);
      case extension.invalidDate:
        return new Date(Number.NaN);
      case extension.text:
        return valid(input, textFromBytes(input.take(length)), 'a string with half a character');
      case extension.boxed:
        return boxed(input);
      case extension.negativeZero:
        return -0;
      case extension.timestamp:
        return valid(input, dateFromBytes(input.take(length)), 'a timestamp that is no date');
      default:
        throw input.problem(`has an extension, of code ${code}, where none of that code may be`);
    }
  }

  #reference(input: Input, length: number): unknown {
    const payload = input.take(length);
    const index = length === 4 ? payload.readUInt32BE() : -1;
    if (index >= 0 && index < this.#references.length) return this.#references[index];
    throw input.problem(`refers to a shared object that is not among the ${this.#references.length} beside it`);
  }
}

function mapOf(input: Input, items: readonly unknown[]): Map<unknown, unknown> {
  if (items.length % 2 !== 0) throw input.problem('has a Map with a key that has no value');
  const map = new Map<unknown, unknown>();
  for (let index = 0; index < items.length; index += 2) map.set(items[index], items[index + 1]);
  return map;
}

/** The engine that compiles it is the judge of its syntax: it differs between versions of Node. */
function regexpOf(input: Input, [source, flags, ...more]: readonly unknown[]): RegExp {
  if (typeof source !== 'string' || typeof flags !== 'string' || more.length > 0) {
    throw input.problem('has a RegExp that is not two strings');
  }
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw input.problem(`has a RegExp that this version of Node does not accept: ${String(cause)}`);
  }
}

function binaryOf(input: Input, length: number): object {
  const payload = input.take(length);
  const kind = payload[0] ?? -1;
  return valid(input, binaryFromBytes(kind, payload.subarray(1)), 'a typed array of unknown kind or broken length');
}

/** Counts as a level: else boxes could nest without end. */
function boxed(input: Input): unknown {
  input.enter(0);
  const value = input.item();
  input.leave();
  if (value === null || value === undefined || typeof value === 'object') {
    throw input.problem('has a boxed value that is no primitive');
  }
  return Object(value);
}

function valid<T>(input: Input, value: T | undefined, otherwise: string): T {
  if (value === undefined) throw input.problem(`has ${otherwise}`);
  return value;
}
