import { Manager } from 'holdall';
import { afterAll, beforeAll, expect, test } from 'vitest';

const KIB = 1024;

let manager: Manager;
beforeAll(async () => {
  manager = await Manager.start();
});
afterAll(() => manager.close());

/** Of one byte each, so that a mix-up of their memory would show. */
function isAll(value: Uint8Array, byte: number): boolean {
  return Buffer.alloc(value.length, byte).equals(value);
}

test('values are what they were when they were put, whatever the program does with its memory then', async () => {
  const queue = manager.queue<Uint8Array>();
  const memory = new Uint8Array(200 * KIB);
  for (let round = 0; round < 3; round++) {
    const puts = Array.from({ length: 40 }, (_, n) => queue.put(memory.subarray(n * KIB).fill(n)));
    memory.fill(255);
    await Promise.all(puts);
    for (let n = 0; n < 40; n++) {
      const value = await queue.get();
      expect([value.length, isAll(value, n)]).toEqual([(200 - n) * KIB, true]);
    }
  }
});

test('values that a program has are its own, whatever comes after them', async () => {
  const queue = manager.queue<Uint8Array>();
  const got: Uint8Array[] = [];
  for (let n = 0; n < 40; n++) {
    await queue.put(new Uint8Array(100 * KIB).fill(n));
    got.push(await queue.get());
  }
  expect(got.map((value, n) => isAll(value, n))).not.toContain(false);
});

test('large values of one call and of many, at once and one behind the other, do not mix', async () => {
  const queue = manager.queue<Uint8Array | string>();
  const values = Array.from({ length: 30 }, (_, n) => new Uint8Array((16 + 7 * n) * KIB).fill(n));
  await Promise.all([queue.putMany(values), ...values.map((value) => queue.put(value)), queue.putMany(values)]);
  const got = (await queue.getMany(90)) as Uint8Array[];
  const expected = [...values, ...values, ...values];
  expect(got.map((value, n) => value.length === expected[n]?.length && isAll(value, n % 30))).toEqual(
    expected.map(() => true),
  );
});
