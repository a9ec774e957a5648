import { types } from 'node:util';

/** How a value that is neither a plain object nor an array travels. */
export type Kind = 'bytes' | 'date' | 'map' | 'set' | 'error' | 'regexp' | 'binary' | 'boxed' | 'fields';

/** What boxes primitives, and how to get those out whatever a user's object says its value is. */
const boxes: readonly (readonly [is: (value: unknown) => boolean, valueOf: () => unknown])[] = [
  [types.isStringObject, String.prototype.valueOf],
  [types.isNumberObject, Number.prototype.valueOf],
  [types.isBooleanObject, Boolean.prototype.valueOf],
  [types.isBigIntObject, BigInt.prototype.valueOf],
];

/** Asked in this order. By hidden type, not by class: a value from another realm is of none of our classes. */
const kinds: readonly (readonly [kind: Kind, is: (value: unknown) => boolean])[] = [
  ['bytes', types.isUint8Array],
  ['date', types.isDate],
  ['map', types.isMap],
  ['set', types.isSet],
  ['error', (value) => types.isNativeError(value) || value instanceof Error],
  ['regexp', types.isRegExp],
  ['binary', (value) => ArrayBuffer.isView(value) || types.isArrayBuffer(value)],
  ['boxed', (value) => boxes.some(([is]) => is(value))],
];

/** The kind of an object by its tag and its hidden type. An instance of a user's class travels as its own fields. */
export function kindOf(value: object, tag: string): Kind {
  if (tag === '[object Object]') return 'fields';
  return kinds.find(([, is]) => is(value))?.[0] ?? 'fields';
}

/** The primitive in a value of the kind `boxed`. */
export function unboxed(value: object): unknown {
  return boxes.find(([is]) => is(value))?.[1].call(value);
}

/** Plain objects are those of `{}` and of `Object.create(null)`. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
