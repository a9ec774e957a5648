import { ChangedError, KeyError } from 'holdall';
import { expect } from 'vitest';
import type { Checks } from './rows.js';

const content = [
  ['a', 1],
  ['b', 2],
] as const;

export const dictChecks: Checks = {
  async 'dict.__getitem__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect([await dict.get('a'), await dict.get('z')]).toEqual([1, undefined]);
  },
  async 'dict.__setitem__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.set('a', 1);
    await dict.set('a', 2);
    expect(await dict.entries()).toEqual([['a', 2]]);
  },
  async 'dict.__delitem__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect([await dict.delete('a'), await dict.delete('a')]).toEqual([true, false]);
    await expect(dict.pop('a')).rejects.toThrow(KeyError);
  },
  async 'dict.__contains__'(manager) {
    const dict = manager.dict<unknown, number>();
    await dict.set({ x: 1, y: 2 }, 1);
    expect([await dict.has({ y: 2, x: 1 }), await dict.has('a')]).toEqual([true, false]);
  },
  async 'dict.__len__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect(await dict.size()).toBe(2);
  },
  async 'dict.__iter__'(manager) {
    const dict = manager.dict<number, Uint8Array>();
    // Pages' worth, so that the dict can change between them.
    for (let key = 0; key < 3; key++) await dict.set(key, new Uint8Array(2 ** 20));
    const iterate = async () => {
      for await (const [key] of dict) await dict.set(key + 10, new Uint8Array());
    };
    await expect(iterate()).rejects.toThrow(ChangedError);
  },
  async 'dict.__reversed__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect((await dict.keys()).reverse()).toEqual(['b', 'a']);
  },
  async 'dict.__or__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect(await dict.merge({ b: 3, c: 4 })).toEqual(new Map(Object.entries({ a: 1, b: 3, c: 4 })));
    expect(await dict.size()).toBe(2);
  },
  async 'dict.__ror__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    const other = [['a', 9]] as const;
    expect(new Map([...other, ...(await dict.entries())])).toEqual(new Map(content));
  },
  async 'dict.__ior__'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    await dict.update(new Map([['b', 3]]));
    expect(await dict.get('b')).toBe(3);
  },
  async 'dict.clear'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    await dict.clear();
    expect(await dict.size()).toBe(0);
  },
  async 'dict.copy'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect(await dict.copy()).toEqual(new Map(content));
  },
  async 'dict.fromkeys'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(['a', 'b'].map((key) => [key, 0] as const));
    expect(await dict.values()).toEqual([0, 0]);
  },
  async 'dict.get'(manager) {
    const dict = manager.dict<string, number>();
    expect((await dict.get('a')) ?? 7).toBe(7);
  },
  async 'dict.items'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect(await dict.entries()).toEqual(content);
  },
  async 'dict.keys'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect(await dict.keys()).toEqual(['a', 'b']);
  },
  async 'dict.values'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect(await dict.values()).toEqual([1, 2]);
  },
  async 'dict.pop'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect([await dict.pop('a'), await dict.pop('a', { default: 7 })]).toEqual([1, 7]);
    await expect(dict.pop('a')).rejects.toThrow(KeyError);
  },
  async 'dict.popitem'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update(content);
    expect([await dict.popItem(), await dict.popItem()]).toEqual([...content].reverse());
    await expect(dict.popItem()).rejects.toThrow(KeyError);
  },
  async 'dict.setdefault'(manager) {
    const dict = manager.dict<string, number>();
    expect([await dict.setDefault('a', 1), await dict.setDefault('a', 2)]).toEqual([1, 1]);
  },
  async 'dict.update'(manager) {
    const dict = manager.dict<string, number>();
    await dict.update({ a: 1 });
    await dict.update(content);
    expect(await dict.entries()).toEqual(content);
  },
};
