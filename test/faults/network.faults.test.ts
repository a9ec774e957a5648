/** Many clients behind a network that cuts, duplicates and delays: within the grace nothing of that is to be seen. */
import type { Manager } from 'holdall';
import { describe, expect, test } from 'vitest';
import { Chance } from '../harness/chance.js';
import { waiting } from '../harness/house.js';
import { Storm } from './storm.js';

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Calls `step` `count` times, some of them at once, so that the calls spread over many messages. */
async function often(count: number, atOnce: number, step: (n: number) => Promise<unknown>): Promise<void> {
  const underWay: Promise<unknown>[] = [];
  for (const n of numbers(count)) {
    underWay.push(step(n));
    await turn();
    if (n >= atOnce) await underWay[n - atOnce];
  }
  await Promise.all(underWay);
}

describe('through a network that cuts, duplicates and delays', () => {
  test('every item arrives once, and those of one producer in their order', async () => {
    const storm = await Storm.gather();
    const managers = await storm.managers(8);
    const [producers, consumers] = [managers.slice(0, 4), managers.slice(4)];
    storm.rise();
    const got = consumers.map((manager) => takeAll(manager));
    await Promise.all(
      producers.map((manager, id) => {
        const queue = manager.queue<readonly [number, number]>('items', { maxSize: 40 });
        return often(500, 10, (n) => queue.put([id, n]));
      }),
    );
    await storm.ashore.queue('items').shutdown();
    const byConsumer = await Promise.all(got);
    for (const items of byConsumer) {
      for (const id of numbers(4)) expect(items.filter(([from]) => from === id)).toEqual(sorted(items, id));
    }
    const all = byConsumer.flat().map(([id, n]) => id * 500 + n);
    expect(all.sort((a, b) => a - b)).toEqual(numbers(2_000));
    expect(storm.proxy.cuts).toBeGreaterThan(20);
    console.log(storm.proxy.cuts, storm.proxy.count('twice', 'again'), storm.proxy.count('pass'));
    await storm.end(1);
  });
});

async function takeAll(manager: Manager): Promise<readonly (readonly [number, number])[]> {
  const queue = manager.queue<readonly [number, number]>('items', { maxSize: 40 });
  const got: (readonly [number, number])[] = [];
  const take = async (): Promise<void> => {
    for (;;) got.push(await queue.get());
  };
  await Promise.allSettled([take(), take(), take()]);
  return got;
}

function sorted(items: readonly (readonly [number, number])[], id: number) {
  return items.filter(([from]) => from === id).sort(([, a], [, b]) => a - b);
}
