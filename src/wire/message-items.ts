import { EncodingError, LimitError } from '../../protocol/errors.js';
import type { ByteBudget } from './byte-budget.js';
import { isPlain } from './kinds.js';
import { MessagePack } from './msgpack.js';
import { describe } from './refusals.js';
import { wellFormed } from './texts.js';

/** Elements that are `undefined` become null. Binary is read as views. */
const messagePack = new MessagePack({ encodeUndefinedAsNil: true });

export function packMessage(item: unknown): Buffer {
  return messagePack.pack(item);
}

/** Unpacks what a `Scanner` let through. */
export function unpackMessage(view: Buffer, what: string): unknown {
  return messagePack.unpack(view, what);
}

/**
 * What to pack of one message tree: scalars, binary, arrays and plain objects. Anything else in it is a mistake of ours,
 * not of a user's. Fields that are `undefined` are left out. Most trees are given back as they are. `levels` is how
 * much deeper the reader at the other end follows before it hangs up.
 */
export function messageItem(value: unknown, levels: number, budget: ByteBudget): unknown {
  switch (typeof value) {
    case 'string':
      return textItem(value, budget);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : objectItem(value, levels, budget);
    default:
      throw new EncodingError(`a message cannot hold ${describe(value)}`);
  }
}

/** Texts of messages are for people, names are checked before: half a character may become U+FFFD. */
function textItem(text: string, budget: ByteBudget): string {
  budget.spend(text.length);
  return wellFormed(text);
}

function objectItem(value: object, levels: number, budget: ByteBudget): object {
  if (value instanceof Uint8Array) {
    budget.spend(value.length);
    return value;
  }
  if (levels === 0) throw new LimitError('the message is nested too deeply');
  if (Array.isArray(value)) return arrayItem(value, levels - 1, budget);
  if (isPlain(value)) return mapItem(value as Record<string, unknown>, levels - 1, budget);
  throw new EncodingError(`a message cannot hold an instance of ${value.constructor?.name ?? 'no class'}`);
}

function arrayItem(array: readonly unknown[], levels: number, budget: ByteBudget): readonly unknown[] {
  budget.spend(array.length);
  let changed: unknown[] | undefined;
  for (let index = 0; index < array.length; index++) {
    const item = messageItem(array[index], levels, budget);
    if (item === array[index]) continue;
    changed ??= [...array];
    changed[index] = item;
  }
  return changed ?? array;
}

function mapItem(map: Record<string, unknown>, levels: number, budget: ByteBudget): object {
  const names = Object.keys(map);
  budget.spend(names.length);
  let same = true;
  const entries = names.map((name) => {
    const entry = [textItem(name, budget), messageItem(map[name], levels, budget)] as const;
    same &&= entry[0] === name && entry[1] === map[name] && entry[1] !== undefined;
    return entry;
  });
  return same ? map : new Map(entries.filter(([, item]) => item !== undefined));
}
