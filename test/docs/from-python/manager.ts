import { AuthenticationError, ClosedError, defineType, Manager, serve } from 'holdall';
import { expect } from 'vitest';
import { AUTHKEY } from '../../harness/doors.js';
import { waiting } from '../../harness/house.js';
import type { Checks } from './rows.js';

class Tally {
  #count = 0;

  add(): number {
    return ++this.#count;
  }

  snapshot(): number {
    return this.#count;
  }

  static restore(count: number): Tally {
    const tally = new Tally();
    tally.#count = count;
    return tally;
  }
}

export const managerChecks: Checks = {
  async Manager() {
    await using manager = await Manager.start();
    await manager.ping();
  },
  async 'BaseManager.connect'(manager) {
    const wrong = Manager.connect(manager.address, { authkey: 'another authkey than that one' });
    await expect(wrong).rejects.toThrow(AuthenticationError);
  },
  async 'BaseManager.shutdown'(manager, another) {
    const leaving = await another();
    const waits = expect(leaving.queue().get()).rejects.toThrow(ClosedError);
    expect(await waiting(manager)).toBe(1);
    await leaving.close();
    await waits;
  },
  async 'BaseManager.address'(manager) {
    expect(manager.address).toMatch(/^tcp:/);
  },
  async 'BaseManager.register'() {
    const tally = defineType('tally', Tally, { methods: ['add'] });
    await using broker = await serve({ listen: 'memory://from-python-types', authkey: AUTHKEY, types: [tally] });
    const manager = await Manager.connect(broker.addresses[0] as string, { authkey: AUTHKEY });
    const object = manager.open(tally);
    expect([await object.add(), await object.add()]).toEqual([1, 2]);
    await manager.close();
  },
  async 'BaseManager._debug_info'(manager) {
    await manager.queue('BaseManager._debug_info').put(1);
    const { objectList, sessionList } = await manager.debugInfo();
    expect(objectList).toContainEqual(expect.objectContaining({ type: 'queue', name: 'BaseManager._debug_info' }));
    expect(sessionList.length).toBeGreaterThan(0);
  },
  async 'BaseManager._number_of_objects'(manager) {
    const before = await manager.numberOfObjects();
    const queue = manager.queue();
    await queue.qsize();
    expect(await manager.numberOfObjects()).toBe(before + 1);
  },
};
