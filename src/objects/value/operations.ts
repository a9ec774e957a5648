import { amount } from '../encoded/arguments.js';
import { aValue, key, nothing, optional, plainly, type ResultKind, value, whole } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** A value together with how often it was replaced before. */
export interface Reading {
  readonly revision: number;
  readonly value: unknown;
}

const aReading: ResultKind<Reading> = {
  decode(wire, codec) {
    const [revision, encoded] = wire as [number, unknown];
    return { revision, value: aValue.decode(encoded, codec) };
  },
};

/** What a value does, by the names on the wire. PROTOCOL.md, "Value". */
export const valueOperations = {
  get: operation([], aValue, reading),
  set: operation([['value', value]], nothing),
  increment: operation([['by', optional(amount)]], aValue),
  compareAndSet: operation(
    [
      ['expected', key],
      ['value', value],
    ],
    plainly<boolean>(),
  ),
  read: operation([], aReading, reading),
  replace: operation(
    [
      ['revision', whole],
      ['value', value],
    ],
    plainly<boolean>(),
  ),
};
