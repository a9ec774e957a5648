import { amount } from '../encoded/arguments.js';
import {
  aValue,
  flag,
  key,
  list,
  listOf,
  nothing,
  option,
  optional,
  plainly,
  type ResultKind,
  takenValues,
  value,
  whole,
} from '../kinds.js';
import { operation, reading } from '../operation.js';

const aSlice = [
  ['start', optional(whole)],
  ['stop', optional(whole)],
  ['step', optional(whole)],
] as const;

/** How long the list is, and some of its values. */
const aPage: ResultKind<readonly [length: number, values: unknown[]]> = {
  decode(wire, codec) {
    const [length, values] = wire as [number, unknown[]];
    return [length, listOf(aValue).decode(values, codec)];
  },
};

const changing = {
  set: operation(
    [
      ['index', whole],
      ['value', value],
    ],
    nothing,
  ),
  push: operation([['values', list(value)]], plainly<number>()),
  unshift: operation([['values', list(value)]], plainly<number>()),
  extend: operation([['values', list(value)]], nothing),
  insert: operation(
    [
      ['index', whole],
      ['value', value],
    ],
    nothing,
  ),
  pop: operation([['index', optional(whole)]], aValue),
  shift: operation([], aValue),
  delete: operation([['index', whole]], nothing),
  remove: operation([['value', key]], nothing),
  setSlice: operation([...aSlice, ['values', list(value)]], nothing),
  deleteSlice: operation(aSlice, nothing),
  splice: operation(
    [
      ['start', whole],
      ['deleteCount', optional(whole)],
      ['values', list(value)],
    ],
    takenValues,
  ),
  clear: operation([], nothing),
  reverse: operation([], nothing),
  sort: operation(
    [
      ['reverse', option(optional(flag))],
      ['by', option(optional(list(key)))],
    ],
    nothing,
  ),
  multiply: operation([['times', whole]], nothing),
  compareAndSet: operation(
    [
      ['index', whole],
      ['expected', key],
      ['value', value],
    ],
    plainly<boolean>(),
  ),
  increment: operation(
    [
      ['index', whole],
      ['by', optional(amount)],
    ],
    aValue,
  ),
};

const looking = {
  at: operation([['index', whole]], aValue, reading),
  length: operation([], plainly<number>(), reading),
  slice: operation(aSlice, listOf(aValue), reading),
  copy: operation([], listOf(aValue), reading),
  page: operation([['start', whole]], aPage, reading),
  indexOf: operation(
    [
      ['value', key],
      ['start', optional(whole)],
      ['stop', optional(whole)],
    ],
    plainly<number>(),
    reading,
  ),
  includes: operation([['value', key]], plainly<boolean>(), reading),
  count: operation([['value', key]], plainly<number>(), reading),
};

/** What a list does, by the names on the wire. PROTOCOL.md, "List". */
export const listOperations = { ...changing, ...looking };
