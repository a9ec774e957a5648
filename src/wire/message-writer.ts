import { EncodingError, LimitError } from '../../protocol/errors.js';
import { isPlain } from './kinds.js';
import type { Output } from './output.js';
import { describe } from './refusals.js';
import { Unwritten } from './unwritten.js';

/**
 * Writes one message tree: scalars, binary, arrays and plain objects. Anything else in it is a mistake of ours, not of a
 * user's. Fields that are `undefined` are left out, elements become nil. Texts of messages are for people, names are
 * checked before: half a character may become U+FFFD. `levels` is how much deeper the reader at the other end follows
 * before it hangs up.
 */
export function writeMessage(output: Output, value: unknown, levels: number): void {
  switch (typeof value) {
    case 'string':
      return output.text(value);
    case 'number':
      return output.number(value);
    case 'boolean':
      return output.boolean(value);
    case 'undefined':
      return output.nil();
    case 'object':
      return value === null ? output.nil() : writeObject(output, value, levels);
    default:
      throw new EncodingError(`a message cannot hold ${describe(value)}`);
  }
}

function writeObject(output: Output, value: object, levels: number): void {
  if (Array.isArray(value)) return writeArray(output, value, levels);
  if (value instanceof Unwritten) return value.write(output);
  if (value instanceof Uint8Array) return output.binary(value);
  if (isPlain(value)) return writeMap(output, value as Record<string, unknown>, levels);
  throw new EncodingError(`a message cannot hold an instance of ${value.constructor?.name ?? 'no class'}`);
}

function writeArray(output: Output, array: readonly unknown[], levels: number): void {
  checkDepth(levels);
  const length = array.length;
  output.array(length);
  for (let index = 0; index < length; index++) writeMessage(output, array[index], levels - 1);
}

function writeMap(output: Output, map: Readonly<Record<string, unknown>>, levels: number): void {
  checkDepth(levels);
  const names = Object.keys(map).filter((name) => map[name] !== undefined);
  output.map(names.length);
  for (const name of names) {
    output.text(name);
    writeMessage(output, map[name], levels - 1);
  }
}

function checkDepth(levels: number): void {
  if (levels === 0) throw new LimitError('the message is nested too deeply');
}
