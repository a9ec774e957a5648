import { ArgumentError, type SharedValue } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function updateTests(test: HouseTest): void {
  test('is updated by a function, sync or async', async ({ house }) => {
    const value = (await house.manager()).value<string[]>(undefined, { initial: ['a'] });
    expect(await value.update((present) => [...present, 'b'])).toEqual(['a', 'b']);
    expect(await value.update(async (present) => [...present, 'c'])).toEqual(['a', 'b', 'c']);
    expect(await value.get()).toEqual(['a', 'b', 'c']);
  });

  test('is updated by many at once without losing one of them', async ({ house }) => {
    const name = house.name();
    const managers = await Promise.all([house.manager(), house.manager(), house.manager()]);
    const values = managers.map((manager) => manager.value(name, { initial: 0 }));
    const append = async (value: SharedValue<number>) => {
      for (let n = 0; n < 20; n++) await value.update(async (present) => present + 1);
    };
    await Promise.all(values.map(append));
    expect(await values[0]?.get()).toBe(60);
  });

  test('runs the function again when somebody was faster, with what is there then', async ({ house }) => {
    const value = (await house.manager()).value(undefined, { initial: 1 });
    const seen: number[] = [];
    const updated = await value.update(async (present) => {
      seen.push(present);
      // To the same number and back: what counts is that it was set, not what it is.
      if (seen.length === 1) await value.set(present);
      if (seen.length === 2) await value.set(10);
      return present * 2;
    });
    expect([updated, seen, await value.get()]).toEqual([20, [1, 1, 10], 20]);
  });

  test('stays as it is when the function throws, rejects or is none', async ({ house }) => {
    const value = (await house.manager()).value(undefined, { initial: 1 });
    const failure = new RangeError('from the function');
    await expect(
      value.update(() => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    await expect(value.update(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(value.update(5 as never)).rejects.toThrow(ArgumentError);
    await expect(value.update(5 as never)).rejects.toThrow('argument fn of value.update must be a function; got 5');
    await expect(value.update(() => (() => {}) as never)).rejects.toThrow('argument value of value.replace');
    expect(await value.get()).toBe(1);
  });

  test('is updated no more once the signal has aborted', async ({ house }) => {
    const value = (await house.manager()).value(undefined, { initial: 1 });
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const update = value.update(
      (present) => {
        controller.abort(reason);
        return present + 1;
      },
      { signal: controller.signal },
    );
    await expect(update).rejects.toBe(reason);
    expect(await value.get()).toBe(1);
  });
}
