import { describe, expect, it } from 'vitest';
import { EncodingError, LimitError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { decodeValue, encodeKey, encodeValue } from '../../src/wire/index.js';

function refusalOf(value: unknown, what?: string): string {
  try {
    encodeValue(value, undefined, what);
  } catch (error) {
    expect(error).toBeInstanceOf(EncodingError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

function nested(levels: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function transferred<View extends ArrayBufferView<ArrayBuffer>>(view: View): View {
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

const run = () => 1;
const generator = (function* () {})();

describe('what cannot travel is refused, with its place and what to do instead', () => {
  const table: readonly (readonly [what: string, value: unknown, message: string])[] = [
    [
      'a function',
      run,
      'value is a function: functions cannot travel between processes; send its result or its name instead',
    ],
    ['a method', { jobs: [1, 2, 3, { run }] }, 'value.jobs[3].run is a function'],
    ['a class', [class {}], 'value[0] is a function'],
    ['a symbol', { kind: Symbol('x') }, 'value.kind is a symbol'],
    ['a boxed symbol', { kind: Object(Symbol('x')) }, 'value.kind is a symbol'],
    ['a promise', [Promise.resolve(1)], 'value[0] is a promise: await it first'],
    ['a WeakMap', { cache: new WeakMap() }, 'value.cache refers to objects of this process only'],
    ['a WeakRef', new WeakRef({}), 'value refers to objects of this process only'],
    ['a proxy of a Map', { m: new Proxy(new Map([[1, 2]]), {}) }, 'value.m is a proxy or an imitation'],
    ['a generator', { items: generator }, 'value.items would have to be run to the end'],
    ['an iterator', { items: new Map().keys() }, 'value.items would have to be run to the end'],
    ['shared memory', new SharedArrayBuffer(1), 'value is memory of this process only'],
    ['transferred bytes', { a: transferred(new Uint8Array(8)) }, 'value.a is memory that was transferred away'],
    ['a transferred typed array', [transferred(new Float64Array(8))], 'value[0] is memory that was transferred away'],
    [
      'transferred memory',
      transferred(new DataView(new ArrayBuffer(8))).buffer,
      'value is memory that was transferred',
    ],
    ['a URL', { to: new URL('http://localhost') }, 'value.to is a URL: send its href instead'],
    ['an AbortSignal', { signal: AbortSignal.abort() }, 'value.signal works in this process only'],
    ['a field named __proto__', { a: JSON.parse('{"__proto__": 1}') }, 'value.a has a field named __proto__'],
    ['a field whose name is no identifier', { 'a b': { '': run } }, 'value["a b"][""] is a function'],
    ['the value of a Map', new Map([['k', [run]]]), 'value.get("k")[0] is a function'],
    ['the value of a Map under a key that is an object', new Map([[{}, run]]), 'value.<value 1> is a function'],
    [
      'the key of a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ run }, 1],
      ]),
      'value.<key 2>.run is a function',
    ],
    ['a member of a Set', new Set([1, { run }]), 'value.<member 2>.run is a function'],
    ['the cause of an error', new Error('x', { cause: { run } }), 'value.cause.run is a function'],
    ['a field of an error', Object.assign(new Error('x'), { run }), 'value.run is a function'],
    ['an error of several', new AggregateError([1, run]), 'value.errors[1] is a function'],
    [
      'a field of an instance',
      new (class {
        callback = run;
      })(),
      'value.callback is a function',
    ],
  ];
  it.each(table)('%s', (_, value, message) => {
    expect(refusalOf(value)).toContain(message);
  });

  it('with the name that the caller gives the value', () => {
    expect(refusalOf({ run }, 'argument 1 (value)')).toMatch(/^argument 1 \(value\)\.run is a function/);
  });

  it('in a canonical encoding just as in a value', () => {
    expect(() => encodeKey([run])).toThrow('key[0] is a function');
  });

  it('with a path that stays readable, however long', () => {
    let value: unknown = run;
    for (let level = 0; level < 300; level++) value = { field: value };
    expect(refusalOf(value).length).toBeLessThan(400);
  });
});

describe('a cycle is refused', () => {
  it('through objects and arrays', () => {
    const parent: Record<string, unknown> = { name: 'p' };
    parent['children'] = [{ parent }];
    expect(refusalOf({ parent })).toContain(
      'value.parent.children[0].parent refers back to value.parent: cycles cannot travel',
    );
  });

  it('through a Map, a Set and an error', () => {
    const map = new Map<string, unknown>();
    map.set('self', new Set([map]));
    expect(refusalOf(map)).toContain('value.get("self").<member 1> refers back to value');
    const error = new Error('x');
    error.cause = { error };
    expect(refusalOf(error)).toContain('value.cause.error refers back to value');
  });

  it('at once, also where much stands before it', () => {
    const value: Record<string, unknown> = { much: 'x'.repeat(1_000_000) };
    value['self'] = value;
    expect(refusalOf(value)).toContain('value.self refers back to value');
  });

  it('but an object that merely occurs twice travels twice', () => {
    const one = { a: 1 };
    expect(decodeValue(encodeValue([one, one]) as Uint8Array)).toEqual([one, one]);
  });
});

describe('nesting', () => {
  it('travels up to limits.valueDepth', () => {
    const value = nested(limits.valueDepth);
    expect(decodeValue(encodeValue(value) as Uint8Array)).toEqual(value);
  });

  it('is refused beyond it', () => {
    expect(refusalOf(nested(limits.valueDepth + 1))).toContain(`is nested more than ${limits.valueDepth} levels deep`);
  });

  it.each([
    ['a Map', new Map([[1, 2]])],
    ['a Set', new Set([1])],
    ['a regular expression', /x/],
    ['a boxed primitive', Object('x')],
    ['an error', new Error('x')],
  ])('is counted alike by sender and receiver for %s', (_, innermost) => {
    const wrap = (levels: number) => {
      let value: unknown = innermost;
      for (let level = 0; level < levels; level++) value = [value];
      return value;
    };
    expect(() => decodeValue(encodeValue(wrap(limits.valueDepth - 1)) as Uint8Array)).not.toThrow();
    expect(() => encodeValue(wrap(limits.valueDepth))).toThrow(EncodingError);
  });
});

describe('a value longer than limits.valueBytes is refused', () => {
  it.each([
    ['as a string', () => 'x'.repeat(limits.valueBytes + 1)],
    ['as bytes', () => new Uint8Array(limits.valueBytes)],
    ['as many parts', () => new Array(70).fill(new Uint8Array(1024 * 1024))],
    ['as an array with a length and nothing else', () => new Array(4_000_000_000)],
  ])('%s', (_, make) => {
    expect(() => encodeValue(make(), undefined, 'argument 2')).toThrow(LimitError);
    expect(() => encodeValue(make(), undefined, 'argument 2')).toThrow(
      `argument 2 takes more than ${limits.valueBytes} bytes`,
    );
  });

  it('and up to that length it travels', () => {
    const encoding = encodeValue(new Uint8Array(limits.valueBytes - 5)) as Uint8Array;
    expect(encoding.length).toBe(limits.valueBytes);
  });
});
