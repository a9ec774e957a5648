import { ArgumentError, EncodingError, type Fence, StaleFenceError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function fenceTests(test: HouseTest): void {
  test('accepts a fence as long as its lock was not granted again, and refuses it from then on', async ({ house }) => {
    const [lockName, dictName] = [house.name('lock'), house.name('dict')];
    const [a, b] = await house.clients();
    const old = await a.lock(lockName).acquire();
    const dict = a.dict<string, number>(dictName);
    await dict.set('n', 1, { fence: old.fence });
    await old.release();
    await dict.set('n', 2, { fence: old.fence });
    const grant = await b.lock(lockName).acquire();
    await expect(dict.set('n', 3, { fence: old.fence })).rejects.toThrow(StaleFenceError);
    await expect(dict.clear({ fence: old.fence })).rejects.toThrow(StaleFenceError);
    expect(await dict.get('n')).toBe(2);
    await b.dict<string, number>(dictName).set('n', 4, { fence: grant.fence });
    expect(await dict.get('n')).toBe(4);
    await grant.release();
  });

  test('refuses a fence of what is no lock, or of a lock of another manager', async ({ house }) => {
    const [mine, other] = [await house.manager(), await house.manager()];
    const dict = mine.dict<string, number>();
    await expect(dict.set('n', 1, { fence: { lock: mine.event(), token: 1 } })).rejects.toThrow(ArgumentError);
    const foreign = await other.lock().acquire();
    await expect(dict.set('n', 1, { fence: foreign.fence })).rejects.toThrow(EncodingError);
    for (const fence of [{ lock: {}, token: 1 }, { lock: mine.lock(), token: 0 }, {}, 7] as Fence[]) {
      await expect(dict.set('n', 1, { fence })).rejects.toThrow(ArgumentError);
    }
    expect(await dict.size()).toBe(0);
  });
}
