/** What attackers say: values at the edges, and which of them an argument or an option would take. */
import { brokerOperations } from '../../src/objects/broker/operations.js';
import type { Option, TypeDefinition } from '../../src/objects/contract.js';
import type { ArgumentKind } from '../../src/objects/kinds.js';
import type { Operations } from '../../src/objects/operation.js';
import { decodeClientPacket, encodeKey, encodeValue } from '../../src/wire/index.js';
import { types } from '../engine/driver.js';
import { bin, bytesOf, type Item, map } from './item.js';

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', '0', 'name'];

const numbers = [
  ...[0, 1, 2, 3, 5, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1],
  ...[-1, -2, -128, -(2 ** 31), -(2 ** 53) + 1, 0.5, 1.5, 1e-9, 1e9, 1e12, 1e15, 1e300, 2 ** 53],
];

/** Numbers that JSON has no words for, and integers in forms that nobody needs. */
const oddNumbers = [
  ...['cb7ff8000000000000', 'cb7ff0000000000000', 'cbfff0000000000000', 'cb8000000000000000', 'ca7fc00000'],
  ...['cfffffffffffffffff', 'd38000000000000000', 'cf0020000000000000', 'd3ffffffffffffffff', 'd0ff', 'ce00000001'],
].map((raw) => ({ raw }));

const userValues: readonly unknown[] = [
  ...[null, undefined, true, 0, 1, -1, 1.5, Number.NaN, -0, 2 ** 40, 10n, -(2n ** 200n), 'text', '', 'é€😀', '\ud800'],
  ...[[], [1, 2, 3], {}, { a: { b: [1] } }, new Map([[1, 2]]), new Set([1]), new Date(0), new Date(Number.NaN), /a/g],
  ...[new Uint8Array(3), new Float64Array(2), new Error('x'), ...names, { constructor: 1, toString: 2, valueOf: 3 }],
];

/** Binaries: values, keys, and what is neither. */
const binaries: readonly Item[] = [
  ...userValues.map((value) => bin(encodeValue(value) as Uint8Array)),
  ...userValues.map((value) => bin(encodeKey(value))),
  ...[
    '',
    'c1',
    'ff',
    '9101',
    '91',
    'dd7fffffff',
    'dfffffffff',
    'c6ffffffff',
    '81a95f5f70726f746f5f5f80',
    '01c0',
    '0102',
  ].map((hex) => ({ bin: hex })),
  bin(bytesOf({ nested: 499, item: 0 })),
  bin(bytesOf({ nested: 2_000, item: 0 })),
  bin(Buffer.alloc(20_000, 'x')),
];

const lies = [
  ...[
    'c1',
    '91',
    '81',
    'd9ff61',
    'dcffff',
    'dd7fffffff',
    'ddffffffff',
    'df7fffffff',
    'dbffffffff',
    'c6ffffffff',
    'c9ffffffff51',
  ],
  ...['d40000', 'd6ff00000001', 'c70050', 'd65000000000', 'c70057', 'd55190c0', '8101c0', '81c0c0', '819001'],
].map((raw) => ({ raw }));

const references: readonly Item[] = [[1], [1, 2, 3], [0], [-1], [9_999], [1.5], ['1'], [1, 1, 1, 1]].flatMap(
  (handles) =>
    [{ bin: 'd65000000000' }, { bin: '92d65000000000d65000000001' }, { bin: 'c0' }].map(
      (bytes): Item => [bytes, handles],
    ),
);

const plain: readonly Item[] = [
  null,
  true,
  false,
  '',
  'x',
  'a name',
  'x'.repeat(512),
  'x'.repeat(513),
  ...names,
  ...numbers,
];

/** Everything of one piece. */
export const edges: readonly Item[] = [
  ...plain,
  ...oddNumbers,
  ...binaries,
  ...references,
  ...lies,
  { nested: 10, item: 0 },
  { nested: 1_000, item: 0 },
  { nested: 10_000, item: 0 },
  map({}),
  map({ a: 1 }),
  { map: names.map((name) => [name, null]) },
  { map: [['__proto__', map({ polluted: true })]] },
  { map: [['constructor', map({ prototype: map({ polluted: true }) })]] },
  {
    map: [
      ['a', 1],
      ['a', 2],
    ],
  },
  { map: [[1, 1]] },
];

/** A name and a value, and a key and a value. */
const entries: readonly Item[] = [...names, { bin: '01' }].map((name) => [[name, { bin: '02' }]]);

/** What an argument may be made of: the above in lists and pairs. */
const composed: readonly Item[] = [...plain, ...entries, ...oddNumbers, ...binaries, ...references].flatMap(
  (item, index, all) => [
    item,
    [item],
    [[item]],
    [item, all[(index + 7) % all.length] as Item],
    [[item, all[(index + 11) % all.length] as Item]],
    [{ times: 300, item }],
    [[{ times: 300, item }]],
  ],
);

/** As a broker reads each of them; those that it refuses to read are left out. */
const admissible = composed.flatMap((item): (readonly [Item, unknown])[] => {
  try {
    return [[item, wireOf(item)]];
  } catch {
    return [];
  }
});

const admission = { admitValue: () => new Uint8Array() };

const byKind = new Map<ArgumentKind, readonly Item[]>();
const byOption = new Map<Option, readonly Item[]>();

/** What an argument of this kind would be. Asked of the kind itself, so that new kinds need nothing here. */
export function rightFor(kind: ArgumentKind): readonly Item[] {
  return remembered(byKind, kind, (wire) => kind.admit(wire, admission, 'argument'));
}

export function rightForOption(option: Option): readonly Item[] {
  return remembered(byOption, option, (wire) => {
    if (option.wrong(wire as never) !== undefined) throw new Error('wrong');
  });
}

/** Every type by its name; `broker` is the broker itself, whose handle is 0. */
export const typesByName: ReadonlyMap<
  string,
  { readonly operations: Operations; readonly options: TypeDefinition['options'] }
> = new Map([
  ['broker', { operations: brokerOperations, options: {} }],
  ...types.map((type) => [type.name, { operations: type.operations, options: type.options }] as const),
]);

export const typeNames = types.map(({ name }) => name);

function remembered<Of>(known: Map<Of, readonly Item[]>, of: Of, check: (wire: unknown) => unknown): readonly Item[] {
  let right = known.get(of);
  if (right === undefined) {
    right = admissible.filter(([, wire]) => passes(() => check(wire))).map(([item]) => item);
    known.set(of, right);
  }
  return right;
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** As a broker reads it. */
function wireOf(item: Item): unknown {
  const [, , [message]] = decodeClientPacket(bytesOf([1, 0, [[3, 0, 'ping', [item]]]]));
  return (message as readonly [number, number, string, readonly unknown[]])[3][0];
}
