/** What the broker can do with users' values without decoding them, against what JavaScript does with the values. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IndexError, ValueError } from '../../../protocol/errors.js';
import { ReferringValue } from '../../../src/objects/contract.js';
import { sum } from '../../../src/objects/encoded/arithmetic.js';
import { canonical } from '../../../src/objects/encoded/canonical.js';
import { isEqual } from '../../../src/objects/encoded/equality.js';
import { numberIn, numberItem } from '../../../src/objects/encoded/numbers.js';
import { compareRanks, rankOf } from '../../../src/objects/encoded/order.js';
import { edited, itemAt } from '../../../src/objects/encoded/paths.js';
import { depthOf } from '../../../src/objects/encoded/pieces.js';
import { shifted, stored } from '../../../src/objects/encoded/references.js';
import { decodeValue, encodeKey, encodeValue } from '../../../src/wire/index.js';
import { anyValue } from '../../wire/arbitrary.js';

const bytesOf = (value: unknown) => new Uint8Array(encodeValue(value) as Uint8Array);
const keyOf = (value: unknown) => new Uint8Array(encodeKey(value));
const pathOf = (...steps: unknown[]) => steps.map(keyOf);

describe('the canonical encoding of encoded bytes', () => {
  test('is that of the value itself', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(canonical(bytesOf(value))).toEqual(keyOf(value));
      }),
    );
  });

  test.for([
    { what: 'a long header', long: 'd90161', short: 'a161' },
    { what: 'float 32', long: 'ca3f800000', short: '01' },
    { what: 'a 64-bit integer', long: 'cf0000000000000007', short: '07' },
    { what: '-0', long: 'cb8000000000000000', short: '00' },
  ])('takes $what for what it is', ({ long, short }) => {
    expect(Buffer.from(canonical(Buffer.from(long, 'hex'))).toString('hex')).toBe(short);
  });

  test('is found however long the bytes are, and far from what is in order', () => {
    const keys = Array.from({ length: 300 }, (_, index) => ({ [`k${300 - index}`]: -0, a: [0.5, null, 70_000] }));
    for (const value of [keys, new Set(keys), new Map([[new Map([[keys, new Set(keys)]]), keys]])]) {
      expect(Buffer.compare(canonical(bytesOf(value)), keyOf(value))).toBe(0);
    }
  });

  test('has headers as short as what is in it, which may become longer or shorter by it', () => {
    for (const [item, count] of [
      [[0xca, 0x3f, 0xc0, 0, 0], 30],
      [[0xcf, 0, 0, 0, 0, 0, 0, 0, 7], 40],
    ] as const) {
      const inner = [0xdc, 0, count, ...Array<readonly number[]>(count).fill(item).flat()];
      const set = Uint8Array.of(0xc8, inner.length >> 8, inner.length & 0xff, 0x52, ...inner);
      const numbers = Array<number>(count).fill(count === 30 ? 1.5 : 7);
      const [, ...shortest] = keyOf([numbers]);
      expect([...canonical(set)].slice(-shortest.length)).toEqual(shortest);
      expect(canonical(canonical(set))).toEqual(canonical(set));
      expect(canonical(set).length).toBe(shortest.length + (shortest.length < 0x100 ? 3 : 4));
    }
  });

  test('is refused for a value that refers to shared objects', () => {
    expect(() => canonical(Uint8Array.of(0x91, 0xd6, 0x50, 0, 0, 0, 0))).toThrow(ValueError);
  });
});

describe('a number', () => {
  const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.bigInt(), fc.constantFrom(0, -0));

  test('is read and written as clients do it', () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        expect(numberItem(number)).toEqual(bytesOf(number));
        expect(numberIn(bytesOf(number))).toBe(number);
      }),
    );
  });

  test.for(['text', null, [1], true, new Date(0)])('is not %o', (value) => {
    expect(numberIn(bytesOf(value))).toBeUndefined();
  });

  test('of 64 bits is a number where one holds it', () => {
    expect(numberIn(Buffer.from('d3ffffffffffffffff', 'hex'))).toBe(-1);
    expect(numberIn(Buffer.from('cfffffffffffffffff', 'hex'))).toBe(0xffff_ffff_ffff_ffffn);
  });
});

describe('the order of encoded values', () => {
  const sortable = fc.oneof(
    fc.array(fc.oneof(fc.double({ noNaN: true }), fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }))),
    fc.array(fc.date({ noInvalidDate: true })),
    fc.array(fc.boolean()),
    fc.array(fc.uint8Array()).map((all) => all.map((bytes) => Buffer.from(bytes))),
  ) as fc.Arbitrary<unknown[]>;
  const compare = (one: unknown, other: unknown) => compareRanks(rankOf(bytesOf(one)), rankOf(bytesOf(other)));

  test('is that of the values', () => {
    fc.assert(
      fc.property(sortable, (values) => {
        const model = values.toSorted((one, other) => {
          if (Buffer.isBuffer(one)) return Buffer.compare(one, other as Buffer);
          const [a, b] = [one, other] as [number, number];
          return a < b ? -1 : a > b ? 1 : 0;
        });
        expect(values.toSorted(compare)).toEqual(model);
      }),
    );
  });

  test('of strings is by code points, of arrays element by element, a shorter one first', () => {
    expect(['\u{1F600}', '\uFFFD', 'b', 'B', ''].toSorted(compare)).toEqual(['', 'B', 'b', '\uFFFD', '\u{1F600}']);
    const arrays = [[2], [1, 'b'], [1, 'a', 0], [1, 'a'], []];
    expect(arrays.toSorted(compare)).toEqual([[], [1, 'a'], [1, 'a', 0], [1, 'b'], [2]]);
  });

  test.for<[unknown, unknown]>([
    [1, 'one'],
    [Number.NaN, 1],
    [{}, {}],
    [null, null],
    [[1], ['1']],
    [new Map(), new Map()],
  ])('of %o and %o there is none', ([one, other]) => {
    expect(() => compare(one, other)).toThrow(ValueError);
  });
});

/** Objects and arrays to a few levels, with few names, so that paths often lead somewhere. */
const name = fc.constantFrom('a', 'b', 'c');
const nested = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;
const anyPath = fc.array(fc.oneof(name, fc.integer({ min: -3, max: 3 })), { minLength: 1, maxLength: 5 });

type Model = { result: unknown } | 'VALUE' | 'INDEX';

type Change = (before: unknown) => unknown;
type Steps = readonly (string | number)[];

/** What JavaScript would do, by the rules of the paths. */
function modelOf(value: unknown, path: Steps, change: Change): Model {
  const [step, ...rest] = path;
  if (step === undefined) return { result: change(value) };
  if (value === undefined) return modelOfNew(step, rest, change);
  if (Array.isArray(value)) return modelOfArray(value, step, rest, change);
  if (typeof value !== 'object' || value === null || typeof step !== 'string') return 'VALUE';
  const fields = value as Record<string, unknown>;
  const inner = modelOf(fields[step], rest, change);
  if (typeof inner === 'string') return inner;
  const { [step]: _, ...others } = fields;
  return { result: inner.result === undefined ? others : { ...fields, [step]: inner.result } };
}

function modelOfNew(step: string | number, rest: Steps, change: Change): Model {
  const inner = modelOf(undefined, rest, change);
  if (typeof inner === 'string' || inner.result === undefined) return inner;
  return typeof step === 'string' ? { result: { [step]: inner.result } } : 'VALUE';
}

function modelOfArray(value: readonly unknown[], step: string | number, rest: Steps, change: Change): Model {
  if (typeof step !== 'number') return 'VALUE';
  const index = step < 0 ? step + value.length : step;
  if (index < 0 || index > value.length) return 'INDEX';
  const inner = modelOf(value[index], rest, change);
  if (typeof inner === 'string') return inner;
  return { result: value.toSpliced(index, 1, ...(inner.result === undefined ? [] : [inner.result])) };
}

function outcomeOf(operation: () => unknown): Model {
  try {
    return { result: operation() };
  } catch (error) {
    if (error instanceof ValueError) return 'VALUE';
    if (error instanceof IndexError) return 'INDEX';
    throw error;
  }
}

describe('a path', () => {
  test('sets what it leads to and leaves the rest', () => {
    fc.assert(
      fc.property(nested, anyPath, nested, (value, path, other) => {
        const outcome = outcomeOf(() => decodeValue(edited(bytesOf(value), pathOf(...path), () => bytesOf(other))));
        expect(outcome).toEqual(modelOf(value, path, () => other));
      }),
    );
  });

  test('takes out what it leads to and leaves the rest', () => {
    fc.assert(
      fc.property(nested, anyPath, (value, path) => {
        const outcome = outcomeOf(() => decodeValue(edited(bytesOf(value), pathOf(...path), () => undefined)));
        const model = modelOf(value, path, () => undefined);
        expect(outcome).toEqual(typeof model === 'string' || model.result !== undefined ? model : { result: value });
      }),
    );
  });

  test('finds what was set', () => {
    fc.assert(
      fc.property(nested, anyPath, nested, (value, path, other) => {
        const outcome = outcomeOf(() => {
          const after = edited(bytesOf(value), pathOf(...path), () => bytesOf(other));
          // An index from the end means another element once there is one more.
          const steps = path.map((step) => (typeof step === 'number' && step < 0 ? undefined : step));
          const item = steps.includes(undefined) ? bytesOf(other) : itemAt(after, pathOf(...path));
          return decodeValue(item as Uint8Array);
        });
        const model = modelOf(value, path, () => other);
        expect(outcome).toEqual(typeof model === 'string' ? model : { result: other });
      }),
    );
  });

  test('leads through a Map by any key', () => {
    const value = { users: new Map<unknown, unknown>([[{ id: 1 }, { age: 7 }]]) };
    const path = pathOf('users', { id: 1 }, 'age');
    expect(decodeValue(itemAt(bytesOf(value), path) as Uint8Array)).toBe(7);
    const after = edited(bytesOf(value), path, () => numberItem(8));
    expect(decodeValue(after)).toEqual({ users: new Map([[{ id: 1 }, { age: 8 }]]) });
    expect(decodeValue(edited(bytesOf(value), pathOf('users', 2), () => numberItem(9)))).toEqual({
      users: new Map<unknown, unknown>([
        [{ id: 1 }, { age: 7 }],
        [2, 9],
      ]),
    });
  });

  test('that leads nowhere leads to nothing', () => {
    expect(itemAt(bytesOf({ a: {} }), pathOf('a', 'b', 'c'))).toBeUndefined();
    for (const index of [1, 7, -2]) expect(itemAt(bytesOf([1]), pathOf(index))).toBeUndefined();
  });

  test('keeps the form of what grows beyond a short header', () => {
    const array = Array.from({ length: 15 }, (_, index) => index);
    expect(edited(bytesOf(array), pathOf(15), () => numberItem(15))).toEqual(bytesOf([...array, 15]));
    const object = Object.fromEntries(array.map((index) => [`f${index}`, index]));
    expect(edited(bytesOf(object), pathOf('g'), () => numberItem(1))).toEqual(bytesOf({ ...object, g: 1 }));
  });

  test('leads to no field called __proto__, which no receiver would take', () => {
    for (const path of [pathOf('__proto__'), pathOf('a', '__proto__', 'b')]) {
      expect(() => edited(bytesOf({}), path, () => numberItem(1))).toThrow(ValueError);
    }
    expect(decodeValue(edited(bytesOf(new Map()), pathOf('__proto__'), () => numberItem(1)))).toEqual(
      new Map([['__proto__', 1]]),
    );
  });

  test('leads through Maps whose headers become longer and shorter by what is set in them', () => {
    const around = (inside: unknown) =>
      new Map<unknown, unknown>([
        [0, 'before'],
        ['in', [new Map([[1, inside]])]],
        [2, 'x'],
      ]);
    const path = pathOf('in', 0, 1);
    for (const [before, after] of [
      ['', 'x'.repeat(70_000)],
      ['x'.repeat(250), ''],
      [1, 'x'.repeat(200)],
    ]) {
      expect(edited(bytesOf(around(before)), path, () => bytesOf(after))).toEqual(bytesOf(around(after)));
    }
    const many = new Map(Array.from({ length: 8 }, (_, index) => [index, index]));
    const fewer = edited(bytesOf({ a: { many } }), pathOf('a', 'many', 3), () => undefined);
    expect(decodeValue(fewer)).toEqual({ a: { many: new Map([...many].filter(([key]) => key !== 3)) } });
    expect(edited(fewer, pathOf('a', 'many', 3), () => numberItem(3)).length).toBe(bytesOf({ a: { many } }).length);
  });

  test('looks at what is around it once, however deep it leads', () => {
    let value: unknown = { leaf: 1, long: Array<number>(10_000).fill(1) };
    for (let level = 0; level < 400; level++) value = level % 2 === 0 ? { a: value } : new Map([['a', value]]);
    const path = pathOf(...Array<string>(400).fill('a'), 'leaf');
    const bytes = bytesOf(value);
    let looks = 0;
    const counted = new Proxy(bytes, {
      get(target, property) {
        if (typeof property === 'string' && /^\d/.test(property)) looks++;
        const found: unknown = Reflect.get(target, property, target);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
    expect(decodeValue(itemAt(counted, path) as Uint8Array)).toBe(1);
    expect(looks).toBeLessThan(bytes.length);
  });

  test('names no BigInt of many digits in its error', () => {
    const path = pathOf(2n ** 70n, -(2n ** 63n), 1);
    expect(() =>
      edited(bytesOf(new Map([[2n ** 70n, new Map([[-(2n ** 63n), 'x']])]])), path, () => numberItem(1)),
    ).toThrow('what the path leads to by a BigInt, -9223372036854775808 is neither an object');
  });

  test('names the way in its error', () => {
    expect(() => edited(bytesOf({ a: [1] }), pathOf('a', 0, 'b'), () => numberItem(1))).toThrow(
      'what the path leads to by "a", 0 is neither an object nor an array nor a Map',
    );
  });
});

describe('the depth of a value', () => {
  /** Nested in arrays, objects, Maps and Sets at random. */
  const wraps: readonly ((inner: unknown) => unknown)[] = [
    (inner) => [1, inner, []],
    (inner) => ({ a: inner, b: [] }),
    (inner) => new Map([[inner, {}]]),
    (inner) => new Set([inner]),
  ];

  test('is how many containers are around its innermost part', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...wraps), { maxLength: 20 }), (wrapping) => {
        const value = wrapping.reduce((inner: unknown, wrap) => wrap(inner), [] as unknown);
        expect(depthOf(bytesOf(value))).toBe(wrapping.length + 1);
      }),
    );
    expect(depthOf(bytesOf('text'))).toBe(0);
    expect(depthOf(bytesOf([Object(1)]))).toBe(2);
  });

  test('is that at which readers give up', () => {
    const nested = (depth: number) => new Uint8Array(depth + 1).fill(0x91).fill(1, depth);
    expect(depthOf(nested(500))).toBe(500);
    expect(() => decodeValue(nested(500))).not.toThrow();
    expect(() => decodeValue(nested(501))).toThrow();
    expect(depthOf(nested(1_000_000))).toBe(1_000_000);
  });

  test('is that of one item', () => {
    expect(() => depthOf(Uint8Array.of(1, 1))).toThrow(ValueError);
    expect(() => depthOf(Uint8Array.of(0x92, 1))).toThrow(ValueError);
  });
});

describe('references in a value', () => {
  const reference = (index: number) => [0xd6, 0x50, 0, 0, 0, index];

  test('are those that are in it, in the order of their first place', () => {
    const bytes = Uint8Array.of(0x93, ...reference(2), ...reference(0), ...reference(2));
    expect(stored(bytes, ['x', 'y', 'z'])).toEqual(
      new ReferringValue(Uint8Array.of(0x93, ...reference(0), ...reference(1), ...reference(0)), ['z', 'x']),
    );
    expect(stored(Uint8Array.of(7), ['x'])).toEqual(Uint8Array.of(7));
  });

  test('are found inside of Maps and Sets', () => {
    const bytes = Uint8Array.of(0xc7, 8, 0x51, 0x92, 1, ...reference(1));
    expect(stored(bytes, ['x', 'y'])).toEqual(
      new ReferringValue(Uint8Array.of(0xc7, 8, 0x51, 0x92, 1, ...reference(0)), ['y']),
    );
  });

  test('move behind others', () => {
    expect(shifted(Uint8Array.of(0x91, ...reference(1)), 3)).toEqual(Uint8Array.of(0x91, ...reference(4)));
  });

  test('that are not in the list are nonsense', () => {
    expect(() => stored(Uint8Array.of(...reference(1)), ['x'])).toThrow(ValueError);
  });
});

describe('nonsense', () => {
  const nonsense = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(anyValue, fc.nat(), fc.nat({ max: 255 })).map(([value, at, byte]) => {
      const bytes = bytesOf(value);
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
  );

  test('is told from a value, or taken for one, and does no harm', () => {
    fc.assert(
      fc.property(nonsense, anyPath, (bytes, path) => {
        for (const look of [
          () => canonical(bytes),
          () => numberIn(bytes),
          () => rankOf(bytes),
          () => itemAt(bytes, pathOf(...path)),
          () => edited(bytes, pathOf(...path), () => numberItem(1)),
          () => stored(bytes, ['x']),
          () => sum(bytes, 1, 'it'),
          () => depthOf(bytes),
          () => isEqual(bytes, bytes),
        ]) {
          outcomeOf(look);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('that nests without end is refused', () => {
    const deep = new Uint8Array(100_000).fill(0x91);
    deep[deep.length - 1] = 0;
    expect(() => canonical(deep)).toThrow(ValueError);
    expect(() => rankOf(deep)).toThrow(ValueError);
    expect(stored(deep, [])).toEqual(deep);
  });
});
