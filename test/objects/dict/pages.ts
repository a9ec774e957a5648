import { ChangedError, LimitError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

const MIB = 2 ** 20;

/** Iteration over what is too large for one answer. How pages are cut is in `pages.test.ts`. */
export function pageTests(test: HouseTest): void {
  test('is iterated over whatever its size, and gives no snapshot that is too large', async ({ house }) => {
    const dict = (await house.manager()).dict<string, Uint8Array>();
    for (const key of ['a', 'b']) await dict.set(key, new Uint8Array(40 * MIB));
    await expect(dict.copy()).rejects.toThrow(LimitError);
    const seen: [string, number][] = [];
    for await (const [key, { length }] of dict) seen.push([key, length]);
    expect(seen).toEqual(['a', 'b'].map((key) => [key, 40 * MIB]));
  });

  test('ends an iteration that has more to fetch when keys come or go', async ({ house }) => {
    const dict = (await house.manager()).dict<string, Uint8Array>();
    for (const key of ['a', 'b']) await dict.set(key, new Uint8Array(40 * MIB));
    const seen: string[] = [];
    const iterate = async () => {
      for await (const [key] of dict) {
        seen.push(key);
        await dict.delete('a');
      }
    };
    await expect(iterate()).rejects.toThrow(ChangedError);
    expect(seen).toEqual(['a']);
  });
}
