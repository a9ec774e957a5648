import { once } from 'node:events';
import { describe, expect } from 'vitest';
import { AUTHKEY, zeromqDoor } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';
import { Program } from '../harness/processes.js';

const PRODUCERS = 5;
const CONSUMERS = 5;
const EACH = 20_000;

type Item = readonly [producer: string, n: number];

describe('ten processes on one queue', () => {
  const test = testThrough(zeromqDoor);

  test('hand 100,000 items over: each arrives once, those of one producer in their order', async ({ house }) => {
    const name = house.name();
    const run = (program: string, args: readonly string[], ipc: boolean) =>
      new Program(`test/faults/programs/${program}.mjs`, [house.address, name, ...args], {
        env: { HOLDALL_AUTHKEY: AUTHKEY },
        ipc,
      });
    const consumers = Array.from({ length: CONSUMERS }, () => run('consumer', [], true));
    const received = consumers.map(async ({ child }) => ((await once(child, 'message')) as [Item[]])[0]);
    const producers = Array.from({ length: PRODUCERS }, (_, id) => run('producer', [String(id), String(EACH)], false));
    for (const producer of producers) expect(await producer.ended).toMatchObject({ code: 0, errors: '' });
    const manager = await house.manager();
    await manager.queue(name).shutdown();

    const byConsumer = await Promise.all(received);
    for (const items of byConsumer) expectInOrder(items);
    const all = byConsumer.flat().map(([id, n]) => Number(id) * EACH + n);
    expect(all.length).toBe(PRODUCERS * EACH);
    expect(new Set(all).size).toBe(PRODUCERS * EACH);
    for (const consumer of consumers) expect(await consumer.ended).toMatchObject({ code: 0, errors: '' });
  });
});

/** What one consumer got of one producer is in that producer's order. */
function expectInOrder(items: readonly Item[]): void {
  const latest = new Map<string, number>();
  for (const [id, n] of items) {
    if (n <= (latest.get(id) ?? -1)) throw new Error(`item ${n} of producer ${id} came after item ${latest.get(id)}`);
    latest.set(id, n);
  }
}
