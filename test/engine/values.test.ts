import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.js';
import type { Directory } from '../../src/engine/directory.js';
import type { Session } from '../../src/engine/session.js';
import { Intake, Outlet } from '../../src/engine/values.js';
import { ReferringValue, type Result } from '../../src/objects/contract.js';

const object = { id: 'id', type: { name: 'event' } };
const directory = { getAlsoDropped: () => object } as unknown as Directory;

test('an answer is measured no further than to where it does not fit', () => {
  const outlet = new Outlet(directory);
  const value = new ReferringValue(new Uint8Array(1), Array<string>(1_000_000).fill('id'));
  expect(outlet.measure(Array<Result>(1_000).fill(value))).toBe(false);
  expect(outlet.bytes).toBeLessThan(limits.messageBytes + 100);
  expect(outlet.refersTo.length).toBeLessThan(1_000_000);
});

test('an answer that fits is measured whole', () => {
  const outlet = new Outlet(directory);
  const value = new ReferringValue(new Uint8Array(5), ['id', 'id']);
  expect(outlet.measure([value, { name: 'text' }, null, new Uint8Array(7)])).toBe(true);
  expect([outlet.refersTo.length, outlet.bytes]).toEqual([2, 6 * 8 + 5 + 2 * (64 + 5) + 4 + 4 + 7]);
});

test.each([
  ['a small value is copied out of its frame', 100, 110, false],
  ['a large value is copied out of a frame that holds much else', 100_000, 200_000, false],
  ['a large value keeps the frame that it fills', 100_000, 100_050, true],
])('%s', (_, valueBytes, frameBytes, keepsFrame) => {
  const frame = new Uint8Array(frameBytes).fill(7);
  const intake = new Intake(undefined as unknown as Session);
  const kept = intake.admitValue(frame.subarray(10, 10 + valueBytes), []) as Uint8Array;
  expect(kept).toEqual(new Uint8Array(valueBytes).fill(7));
  expect(kept.buffer === frame.buffer).toBe(keepsFrame);
});
