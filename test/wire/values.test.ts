import { setFlagsFromString } from 'node:v8';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncodingError } from '../../protocol/errors.js';
import { decodeValue, encodeValue } from '../../src/wire/index.js';
import { anyValue } from './arbitrary.js';

function travel(value: unknown): unknown {
  return decodeValue(encoded(value));
}

function encoded(value: unknown): Uint8Array {
  return encodeValue(value) as Uint8Array;
}

describe('a value travels unchanged', () => {
  const many = Array.from({ length: 70_000 }, (_, index) => index);
  const table: readonly (readonly [what: string, value: unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['a boolean', true],
    ['negative zero', -0],
    ['not a number', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['an integer beyond 32 bits', 2 ** 40 + 1],
    ['the greatest safe integer', Number.MAX_SAFE_INTEGER],
    ['the least safe integer', Number.MIN_SAFE_INTEGER],
    ['an integer that is not safe', 2 ** 60],
    ['a fraction', 0.1],
    ['the smallest number', Number.MIN_VALUE],
    ['an empty string', ''],
    ['a string with characters of all widths', 'aé€😀'],
    ['a string that begins with a byte order mark', `\ufeff${'x'.repeat(100)}`],
    ['an object with a name that begins with a byte order mark', { [`\ufeff${'x'.repeat(100)}`]: 1 }],
    ['a string with a lone surrogate', 'half \ud83d of it'],
    ['a long string with a lone surrogate', `${'é'.repeat(100)}\udc00`],
    ['a small BigInt', 5n],
    ['a negative BigInt', -129n],
    ['a BigInt of a thousand digits', 7n ** 1200n],
    ['a date', new Date(1_700_000_000_123)],
    ['a date before 1970', new Date(-1)],
    ['the first date there is', new Date(-8.64e15)],
    ['the last date there is', new Date(8.64e15)],
    ['an invalid date', new Date(Number.NaN)],
    ['a regular expression', /a[/]b\n/giu],
    [
      'a Map with keys of all sorts',
      new Map<unknown, unknown>([
        [1, 'a'],
        ['1', 'b'],
        [{ x: 1 }, new Map()],
        [undefined, null],
      ]),
    ],
    ['a Set', new Set([1, '1', [1], new Set([2])])],
    ['an array buffer', Uint8Array.of(1, 2, 3).buffer],
    ['a data view', new DataView(Uint8Array.of(1, 2, 3).buffer, 1, 1)],
    ['bytes', Uint8Array.of(0, 255)],
    ['floats', Float64Array.of(-0, Number.NaN, 1.5)],
    ['64-bit integers', BigInt64Array.of(-1n, 2n ** 62n)],
    ['clamped bytes', Uint8ClampedArray.of(1, 2)],
    ['undefined inside arrays and objects', [undefined, { a: undefined }]],
    [
      'an object with names of all sorts',
      { '': 1, 'a b': 2, ['x'.repeat(40)]: 3, constructor: 4, toString: 5, length: 6, 7: 7 },
    ],
    ['an object with a name that holds a lone surrogate', { '\ud800': 1, [`${'x'.repeat(60)}\udfff`]: 2 }],
    ['an array of more than 65,535', many],
    ['an object of more than 65,535 fields', Object.fromEntries(many.map((number) => [`f${number}`, number]))],
    ['a Map of more than 65,535 entries', new Map(many.map((number) => [number, null]))],
    ['boxed primitives', [Object('a'), Object(1), Object(false), Object(5n)]],
  ];
  it.each(table)('%s', (_, value) => {
    expect(travel(value)).toStrictEqual(structuredClone(value));
  });

  it('whatever structured clone carries', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(travel(value)).toStrictEqual(structuredClone(value));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, 1, 15, 16, 31, 32, 47, 48, 49, 255, 256, 65_535, 65_536])(
    'a string of %i characters of each width',
    (length) => {
      for (const character of ['a', 'é', '€', '😀']) {
        const text = character.repeat(length);
        expect(travel(text)).toBe(text);
        expect(travel({ [text]: text })).toEqual({ [text]: text });
      }
    },
  );

  it.each([0, 1, 2, 3, 4, 8, 15, 16, 17, 255, 256, 65_535, 65_536])(
    '%i bytes, plain and of a typed array',
    (length) => {
      const bytes = new Uint8Array(length).fill(7);
      expect(travel(bytes)).toStrictEqual(bytes);
      expect(travel(new Int8Array(bytes))).toStrictEqual(new Int8Array(bytes));
      expect(travel(new Map([[bytes, 1]]))).toStrictEqual(new Map([[bytes, 1]]));
    },
  );
});

describe('a value arrives as', () => {
  it('a plain object of own fields, where it is an instance of a class', () => {
    class Point {
      x = 1;
      #hidden = 2;
      get sum() {
        return this.x + this.#hidden;
      }
    }
    const arrived = travel(new Point());
    expect(arrived).toStrictEqual({ x: 1 });
  });

  it('a plain object, where it has no prototype', () => {
    expect(travel(Object.assign(Object.create(null), { a: 1 }))).toStrictEqual({ a: 1 });
  });

  it('an array of undefined, where it has holes', () => {
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    expect(travel([1, , 3])).toStrictEqual([1, undefined, 3]);
  });

  it('a Uint8Array, where it is a Buffer', () => {
    expect(travel(Buffer.from('abc'))).toStrictEqual(Uint8Array.of(97, 98, 99));
  });

  it('what its builtin class is, where its own class extends that', () => {
    class Names extends Map<string, string> {}
    class Bytes extends Uint16Array {}
    expect(travel([new Names([['a', 'b']]), Bytes.of(1)])).toStrictEqual([new Map([['a', 'b']]), Uint16Array.of(1)]);
  });

  it('what it is, where it comes from another realm', () => {
    const foreign: unknown = runInContext(
      '[new Map([[1, new Set([2])]]), new Date(3), /x/, { a: 1 }, new Uint8Array(2), new TypeError("no")]',
      createContext(),
    );
    const arrived = travel(foreign) as [unknown, unknown, unknown, unknown, unknown, Error];
    expect(arrived.slice(0, 5)).toStrictEqual([
      new Map([[1, new Set([2])]]),
      new Date(3),
      /x/,
      { a: 1 },
      new Uint8Array(2),
    ]);
    expect(arrived[5]).toBeInstanceOf(TypeError);
  });

  it('without symbol keys and inherited fields', () => {
    const value = Object.create({ inherited: 1 });
    value.own = 2;
    value[Symbol('key')] = 3;
    expect(travel(value)).toStrictEqual({ own: 2 });
  });

  it('only the part that a view shows of its buffer', () => {
    const words = new Uint16Array(Uint8Array.of(1, 0, 2, 0, 3, 0).buffer, 2, 1);
    expect(travel(words)).toStrictEqual(Uint16Array.of(2));
  });
});

describe('memory', () => {
  it('is not shared between a decoded value and the bytes it came in', () => {
    const bytes = Buffer.from(encoded([Uint8Array.of(1, 2, 3), Float64Array.of(4)]));
    const [plain, floats] = decodeValue(bytes) as [Uint8Array, Float64Array];
    bytes.fill(0);
    expect([plain, floats]).toStrictEqual([Uint8Array.of(1, 2, 3), Float64Array.of(4)]);
    expect([plain.buffer.byteLength, floats.buffer.byteLength]).toEqual([3, 8]);
  });

  it('is the sender’s: bytes that were decoded are left without a mark', () => {
    const bytes = encoded({ a: [new Map([['b', 'c'.repeat(100)]])] });
    const owned = Reflect.ownKeys(bytes).length;
    decodeValue(bytes);
    expect(Reflect.ownKeys(bytes)).toHaveLength(owned);
  });

  it('is not shared between an encoding and the next', () => {
    const first = encoded('first');
    const copy = Uint8Array.from(first);
    for (let index = 0; index < 100; index++) encoded('x'.repeat(index * 100));
    expect(Uint8Array.from(first)).toEqual(copy);
  });

  it('of a large value is not kept by small ones encoded after it', () => {
    encoded('x'.repeat(4_000_000));
    expect(encoded('small').buffer.byteLength).toBeLessThan(100_000);
  });
});

describe('a getter that runs while its object is encoded', () => {
  it('may encode values itself', () => {
    const value = {
      get inner() {
        return encoded({ deep: [1, 2, 3] });
      },
      after: 'text',
    };
    const arrived = travel(value) as { inner: Uint8Array; after: string };
    expect(decodeValue(arrived.inner)).toEqual({ deep: [1, 2, 3] });
    expect(arrived.after).toBe('text');
  });

  it('runs once', () => {
    let times = 0;
    const value = {
      get times() {
        return ++times;
      },
    };
    expect([travel(value), times]).toEqual([{ times: 1 }, 1]);
  });

  it('may not be one by which a box says that it holds something else', () => {
    const box = Object.assign(Object(7), { valueOf: () => ({}) });
    expect(travel([box])).toEqual([Object(7)]);
  });

  it('may throw, and the next value is none the worse', () => {
    const value = {
      get broken(): never {
        throw new RangeError('mine');
      },
    };
    expect(() => encodeValue(value)).toThrow(new RangeError('mine'));
    expect(travel({ a: 1 })).toEqual({ a: 1 });
  });

  it('may change the collection around it, which travels as it was', () => {
    const map = new Map<string, unknown>();
    map.set('first', {
      get grows() {
        map.set('second', 2);
        return 1;
      },
    });
    expect(travel(map)).toEqual(new Map([['first', { grows: 1 }]]));
  });
});

describe('a value of many bytes', () => {
  it('that is refused leaves no memory behind', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const taken = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const bytes = new Uint8Array(48 * 1024 * 1024);
    const before = taken();
    expect(() => encodeValue([bytes, Symbol('x')])).toThrow(EncodingError);
    await expect.poll(taken).toBeLessThan(before + bytes.length);
  });
});
