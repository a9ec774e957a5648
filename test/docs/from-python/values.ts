import { AttributeError, IndexError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Checks } from './rows.js';

export const valueChecks: Checks = {
  async Value(manager) {
    const value = manager.value<number>(undefined, { typecode: 'b', initial: 7 });
    expect(await value.get()).toBe(7);
    await expect(value.set(128)).rejects.toThrow(ValueError);
  },
  async 'Value.get'(manager) {
    expect(await manager.value<string>(undefined, { initial: 'a' }).get()).toBe('a');
  },
  async 'Value.set'(manager) {
    const value = manager.value<unknown>();
    await value.set({ a: 1 });
    expect(await value.get()).toEqual({ a: 1 });
  },
  async 'Value.value'(manager) {
    const value = manager.value<number>(undefined, { initial: 1 });
    await value.set(2);
    expect(await value.get()).toBe(2);
  },
  async Array(manager) {
    expect(await manager.array(undefined, { typecode: 'i', initial: [1, 2] }).slice()).toEqual([1, 2]);
  },
  async 'Array.__len__'(manager) {
    expect(await manager.array(undefined, { typecode: 'd', initial: 3 }).length()).toBe(3);
  },
  async 'Array.__getitem__'(manager) {
    const array = manager.array(undefined, { typecode: 'i', initial: [1, 2, 3] });
    expect([await array.at(-1), await array.slice(0, 3, 2)]).toEqual([3, [1, 3]]);
    await expect(array.at(3)).rejects.toThrow(IndexError);
  },
  async 'Array.__setitem__'(manager) {
    const array = manager.array(undefined, { typecode: 'B', initial: [1, 2, 3] });
    await array.set(-1, 255);
    await array.setSlice(0, 2, undefined, [8, 9]);
    expect(await array.slice()).toEqual([8, 9, 255]);
    await expect(array.set(3, 0)).rejects.toThrow(IndexError);
    await expect(array.set(0, 256)).rejects.toThrow(ValueError);
    await expect(array.setSlice(0, 2, undefined, [1])).rejects.toThrow(ValueError);
  },
  async 'Namespace.__getattribute__'(manager) {
    const namespace = manager.namespace<{ n: number }>();
    await namespace.set('n', 1);
    expect(await namespace.get('n')).toBe(1);
    await expect(manager.namespace<{ n: number }>().get('n')).rejects.toThrow(AttributeError);
  },
  async 'Namespace.__setattr__'(manager) {
    const namespace = manager.namespace<{ _n: number }>();
    await namespace.set('_n', 1);
    await namespace.set('_n', 2);
    expect(await namespace.get('_n')).toBe(2);
  },
  async 'Namespace.__delattr__'(manager) {
    const namespace = manager.namespace<{ n: number }>();
    await namespace.set('n', 1);
    await namespace.delete('n');
    await expect(namespace.delete('n')).rejects.toThrow(AttributeError);
  },
};
