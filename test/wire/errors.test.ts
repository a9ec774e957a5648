import { describe, expect, it } from 'vitest';
import { Empty, errorClasses, ProtocolError, TimeoutError } from '../../protocol/errors.js';
import { decodeValue, encodeValue } from '../../src/wire/index.js';

function travel<E extends Error>(error: E): E {
  return decodeValue(encodeValue(error) as Uint8Array) as E;
}

describe('an error arrives', () => {
  it.each([Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError])(
    'as the %o it was',
    (type) => {
      const error = new type('what went wrong');
      const arrived = travel(error);
      expect(Object.getPrototypeOf(arrived)).toBe(type.prototype);
      expect([arrived.name, arrived.message, arrived.stack]).toEqual([error.name, error.message, error.stack]);
    },
  );

  it('with its code and all other fields of its own', () => {
    const error = Object.assign(new Error('no'), { code: 'E_MINE', details: { at: new Date(0), ids: [1n] } });
    expect(travel(error)).toMatchObject({ code: 'E_MINE', details: { at: new Date(0), ids: [1n] } });
  });

  it('with the whole chain of its causes, which need not be errors', () => {
    const error = new Error('outer', { cause: new RangeError('inner', { cause: 'the root' }) });
    const { cause } = travel(error) as { cause: Error };
    expect(cause).toBeInstanceOf(RangeError);
    expect(cause.cause).toBe('the root');
  });

  it('with a cause that is there and undefined, and without one that is not there', () => {
    expect('cause' in travel(new Error('x', { cause: undefined }))).toBe(true);
    expect('cause' in travel(new Error('x'))).toBe(false);
  });

  it('with all its errors, where it is of several', () => {
    const arrived = travel(new AggregateError([new TypeError('one'), 'two'], 'both'));
    expect(arrived).toBeInstanceOf(AggregateError);
    expect(arrived.errors[0]).toBeInstanceOf(TypeError);
    expect(arrived.errors[1]).toBe('two');
    expect(Object.keys(arrived)).toEqual([]);
  });

  it('with a field named errors, where it is of another class', () => {
    const error = Object.assign(new Error('invalid'), { name: 'ValidationError', errors: { field: 'too long' } });
    expect(travel(error)).toMatchObject({ name: 'ValidationError', errors: { field: 'too long' } });
  });

  it('under the name of its class, where that class is a user’s', () => {
    class JobFailed extends Error {}
    class Renamed extends Error {
      override name = 'E_RENAMED';
    }
    expect(travel(new JobFailed('x'))).toMatchObject({ name: 'JobFailed', message: 'x' });
    expect(travel(new Renamed('x')).name).toBe('E_RENAMED');
    expect(Object.keys(travel(new JobFailed('x')))).toEqual([]);
  });

  it('as a plain Error of its name, where it is a DOMException', () => {
    const arrived = travel(AbortSignal.abort().reason as Error);
    expect(arrived).toBeInstanceOf(Error);
    expect(arrived.name).toBe('AbortError');
  });

  it.each(errorClasses.map((Class) => [Class.code, Class] as const))(
    'as holdall’s own class of the code %s',
    (code, Class) => {
      const error = new Class('why', { happened: 'unknown', cause: 'x' });
      error.remoteStack = 'there';
      const arrived = travel(error);
      expect(arrived).toBeInstanceOf(Class);
      expect(arrived).toMatchObject({ code, message: 'why', happened: 'unknown', cause: 'x', remoteStack: 'there' });
      expect([arrived.name, arrived.stack]).toEqual([error.name, error.stack]);
    },
  );

  it('as a plain Error, where a user’s error happens to have a code of ours', () => {
    const error = Object.assign(new Error('mine'), { name: 'RedisError', code: 'TIMEOUT' });
    expect(travel(error)).not.toBeInstanceOf(TimeoutError);
    expect(travel(error)).toMatchObject({ name: 'RedisError', code: 'TIMEOUT' });
  });

  it('inside other values too', () => {
    const arrived = decodeValue(encodeValue(new Map([['last', new Empty('no item')]])) as Uint8Array);
    expect((arrived as Map<string, unknown>).get('last')).toBeInstanceOf(Empty);
  });

  it('without a stack, where the original has none', () => {
    const error = new Error('x');
    Reflect.deleteProperty(error, 'stack');
    expect(travel(error).stack).toBeUndefined();
  });
});

it('an error without name or message is a violation of the protocol', () => {
  const empty = Uint8Array.of(0xd4, 0x54, 0x80);
  expect(() => decodeValue(empty)).toThrow(ProtocolError);
});
