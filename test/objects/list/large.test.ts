import { ChangedError, LimitError } from 'holdall';
import { describe, expect } from 'vitest';
import { memoryDoor } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';

const MIB = 2 ** 20;

describe('a list that no answer carries', () => {
  const test = testThrough(memoryDoor);

  test('is iterated over page by page', async ({ house }) => {
    const list = (await house.manager()).list<Uint8Array>();
    for (let n = 0; n < 5; n++) await list.push(new Uint8Array(30 * MIB).fill(n));
    await expect(list.copy()).rejects.toThrow(LimitError);
    const seen: number[] = [];
    for await (const value of list) seen.push(value.length, value[0] as number);
    expect(seen).toEqual([0, 1, 2, 3, 4].flatMap((n) => [30 * MIB, n]));
  });

  test('is not iterated over any further when its length has changed', async ({ house }) => {
    const list = (await house.manager()).list<Uint8Array>();
    for (let n = 0; n < 3; n++) await list.push(new Uint8Array(30 * MIB).fill(n));
    const seen: unknown[] = [];
    const iterating = async () => {
      for await (const value of list) {
        seen.push(value[0]);
        if (seen.length === 1) await list.pop(0);
      }
    };
    await expect(iterating()).rejects.toThrow(ChangedError);
    expect(seen).toEqual([0]);
  });

  test('is spliced in parts: nothing is removed that could not be given', async ({ house }) => {
    const list = (await house.manager()).list<Uint8Array>();
    for (let n = 0; n < 3; n++) await list.push(new Uint8Array(30 * MIB).fill(n));
    await expect(list.splice(0)).rejects.toThrow(LimitError);
    expect(await list.length()).toBe(3);
    expect((await list.splice(0, 2)).map((value) => value[0])).toEqual([0, 1]);
    await list.deleteSlice();
    expect(await list.length()).toBe(0);
  });
});
