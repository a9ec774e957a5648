import { KeyError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

/** Long enough that it is never over here: what happens then is in `times.test.ts`, where time is moved. */
const LONG = 1e9;

async function expectTimed(ttl: Promise<number | undefined>, longest = LONG): Promise<void> {
  const left = await ttl;
  expect(left).toBeGreaterThan(longest / 2);
  expect(left).toBeLessThanOrEqual(longest);
}

/** Keys that stay for a time. */
export function timeTests(test: HouseTest): void {
  test('tells how long a key stays', async ({ house }) => {
    const dict = (await house.client()).dict<string, number>(house.name());
    await dict.set('timed', 1, { ttl: LONG });
    await dict.set('untimed', 1);
    await dict.set('untimed too', 1, { ttl: undefined });
    await expectTimed(dict.ttl('timed'));
    expect([await dict.ttl('untimed'), await dict.ttl('untimed too')]).toEqual([undefined, undefined]);
    await expect(dict.ttl('missing')).rejects.toThrow(new KeyError('dict.ttl: the dict has no such key'));
  });

  test('gives a key another time, or none', async ({ house }) => {
    const dict = (await house.client()).dict<string, number>(house.name());
    await dict.set('k', 1);
    await dict.expire('k', LONG);
    await expectTimed(dict.ttl('k'));
    await dict.expire('k', 3 * LONG);
    await expectTimed(dict.ttl('k'), 3 * LONG);
    await dict.expire('k', undefined);
    expect(await dict.ttl('k')).toBeUndefined();
    await dict.expire('k', 0.001);
    await expect(dict.expire('missing', LONG)).rejects.toThrow(new KeyError('dict.expire: the dict has no such key'));
    await expect(dict.expire('missing', undefined)).rejects.toThrow(KeyError);
  });

  test('gives a time to whatever sets a value whole, and takes away one that was there', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    const options = { ttl: LONG };
    await dict.update({ a: 1, b: 2 }, options);
    await dict.setDefault('c', 3, options);
    await dict.setIfAbsent('d', 4, options);
    await dict.compareAndSet('d', 4, 5, options);
    await dict.getOrSet('e', () => 6, options);
    for (const key of ['a', 'b', 'c', 'd', 'e']) await expectTimed(dict.ttl(key));
    await dict.set('a', 1);
    await dict.update({ b: 1 });
    await dict.compareAndSet('d', 5, 6);
    for (const key of ['a', 'b', 'd']) expect(await dict.ttl(key)).toBeUndefined();
  });

  test('leaves the time of a key whose value changes in part, or does not change', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.update({ n: 1, o: {} }, { ttl: LONG });
    await dict.increment('n');
    await dict.setDefault('n', 1, { ttl: 3 * LONG });
    await dict.setIfAbsent('n', 1, { ttl: 3 * LONG });
    await dict.compareAndSet('n', 'another', 1);
    await dict.setIn('o', ['a'], 1);
    await dict.incrementIn('o', ['a']);
    await dict.deleteIn('o', ['a']);
    for (const key of ['n', 'o']) await expectTimed(dict.ttl(key));
    await dict.increment('new');
    await dict.setIn('made', ['a'], 1);
    for (const key of ['new', 'made']) expect(await dict.ttl(key)).toBeUndefined();
  });

  test('gives a key that comes again no time of the one before', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    await dict.set('k', 1, { ttl: LONG });
    await dict.delete('k');
    await dict.increment('k');
    expect(await dict.ttl('k')).toBeUndefined();
    await dict.set('k', 1, { ttl: LONG });
    await dict.clear();
    expect(await dict.setDefault('k', 2)).toBe(2);
    expect(await dict.ttl('k')).toBeUndefined();
  });
}
