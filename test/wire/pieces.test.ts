/** Large binaries are not copied into a frame, but lie in it as pieces of their own. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.js';
import type { ClientMessage } from '../../protocol/messages.js';
import { decodeClientPacket, decodeValue, encodePacket, encodeValue, framesOf } from '../../src/wire/index.js';

const large = new Uint8Array(20_000).fill(7);
const larger = new Uint8Array(300_000).fill(8);

function put(...args: readonly unknown[]): ClientMessage {
  return [3, 1, 'put', args] as unknown as ClientMessage;
}

describe('a frame', () => {
  test('has large binaries as they are, between what is written', () => {
    const message = put('before', large, 'between', Uint8Array.of(1), larger, larger, 'after');
    for (const pieces of [encodePacket([1, 0, [message]]), ...framesOf(1, 0, [message])]) {
      expect(pieces.filter((piece) => piece === large || piece === larger)).toEqual([large, larger, larger]);
      expect(decodeClientPacket(Buffer.concat(pieces))).toEqual([1, 0, [message]]);
    }
  });

  test('has them where messages are divided over several', () => {
    const messages = Array.from({ length: 40 }, (_, index) => put(index, index % 3 === 0 ? large : larger, index));
    const frames = framesOf(1, 0, messages).map((pieces) => Buffer.concat(pieces));
    expect(frames.every((frame) => frame.length <= limits.packetBytes)).toBe(true);
    expect(frames.length).toBeGreaterThan(5);
    expect(frames.flatMap((frame) => decodeClientPacket(frame)[2])).toEqual(messages);
  });

  test('ends with one, and the next begins behind it', () => {
    const messages = [put(larger), put(larger), put(larger), put(larger), put('small'), put(larger)];
    const frames = framesOf(1, 0, messages).map((pieces) => decodeClientPacket(Buffer.concat(pieces)));
    expect(frames.map(([first, , { length }]) => [first, length])).toEqual([
      [1, 3],
      [4, 3],
    ]);
    expect(frames.flatMap(([, , each]) => each)).toEqual(messages);
  });

  test('of the longest message follows one that is as full as may be', () => {
    const small = put(new Uint8Array(limits.packetBytes - 1_000));
    const longest = put(new Uint8Array(limits.messageBytes - 100));
    for (const [first, second] of [
      [small, longest],
      [longest, small],
    ] as const) {
      expect(framesOf(1, 0, [first, second])).toHaveLength(2);
    }
  });
});

describe('a value', () => {
  test.for([
    ['a binary', larger],
    ['a typed array', Float64Array.from({ length: 10_000 }, (_, index) => index + 0.5)],
    ['an ArrayBuffer', larger.buffer.slice(0)],
    ['an object with several', { a: large, b: [larger, 'text', large], c: larger }],
    [
      'a Map with several',
      new Map<string, unknown>([
        ['a', large],
        ['b', new Map([['c', larger]])],
        ['d', larger],
      ]),
    ],
    ['an Error with some', Object.assign(new Error('large'), { data: large, cause: new Set([larger]) })],
  ])('that is %s arrives as it was, in memory of its own', ([, value]) => {
    const encoding = encodeValue(value) as Uint8Array;
    const decoded = decodeValue(encoding);
    expect(decoded).toEqual(value);
    expect(encodeValue(decoded)).toEqual(encoding);
  });

  test('may be changed when it is encoded', () => {
    const changing = new Uint8Array(larger);
    const encoding = encodeValue({ changing }) as Uint8Array;
    changing.fill(0);
    expect(decodeValue(encoding)).toEqual({ changing: larger });
  });

  test('whose binary is taken away by its own getter is refused', () => {
    const taken = new Uint8Array(larger);
    const value = {
      taken,
      get thief() {
        structuredClone(taken, { transfer: [taken.buffer] });
        return 1;
      },
    };
    expect(() => encodeValue(value)).toThrow('was detached or resized');
    expect(decodeValue(encodeValue(large) as Uint8Array)).toEqual(large);
  });
});
