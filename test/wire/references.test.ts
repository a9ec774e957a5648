import { describe, expect, it } from 'vitest';
import { EncodingError, ProtocolError } from '../../protocol/errors.js';
import { decodeValue, encodeValue, type ReferenceEncoder } from '../../src/wire/index.js';

class Shared {
  readonly handle: number;
  constructor(handle: number) {
    this.handle = handle;
  }
}

const references: ReferenceEncoder = {
  handleOf: (value) => (value instanceof Shared ? value.handle : undefined),
};

describe('a reference to a shared object', () => {
  it('is listed beside the value, each object once, in the order of their first places', () => {
    const [one, other] = [new Shared(7), new Shared(-3)];
    const value = encodeValue({ a: other, b: [one, other], c: new Map([[one, 'key']]) }, references);
    expect(value).toEqual([expect.any(Uint8Array), [-3, 7]]);
  });

  it('is decoded as the proxy of its index', () => {
    const encoded = encodeValue([new Shared(7), { deep: new Shared(8) }, new Shared(7)], references);
    const [encoding] = encoded as [Uint8Array, number[]];
    const [seven, eight] = [{ proxy: 7 }, { proxy: 8 }];
    const arrived = decodeValue(encoding, [seven, eight]) as [unknown, { deep: unknown }, unknown];
    expect(arrived[0]).toBe(seven);
    expect(arrived[1].deep).toBe(eight);
    expect(arrived[2]).toBe(seven);
  });

  it('may be the whole value', () => {
    const [encoding, handles] = encodeValue(new Shared(1), references) as [Uint8Array, number[]];
    expect(handles).toEqual([1]);
    expect(decodeValue(encoding, ['it'])).toBe('it');
  });

  it('without its proxy is a violation of the protocol', () => {
    const [encoding] = encodeValue([new Shared(1), new Shared(2)], references) as [Uint8Array, number[]];
    expect(() => decodeValue(encoding, ['only one'])).toThrow(ProtocolError);
    expect(() => decodeValue(encoding)).toThrow('refers to a shared object that is not among the 0 beside it');
  });

  it('is looked for neither in plain objects nor in arrays', () => {
    const asked: object[] = [];
    const date = new Date(0);
    encodeValue([{ a: [date] }], { handleOf: (value) => void asked.push(value) });
    expect(asked).toEqual([date]);
  });

  it('that cannot travel is refused by the one who knows, who is told the path', () => {
    const refusing: ReferenceEncoder = {
      handleOf(value, path) {
        if (value instanceof Shared) throw new EncodingError(`${path()} is a proxy of another broker`);
        return undefined;
      },
    };
    expect(() => encodeValue({ list: [new Shared(1)] }, refusing, 'item')).toThrow(
      'item.list[0] is a proxy of another broker',
    );
  });
});
