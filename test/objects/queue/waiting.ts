import { Full } from 'holdall';
import { expect } from 'vitest';
import { type HouseTest, waiting } from '../../harness/house.js';

export function waitingTests(test: HouseTest): void {
  test('gives items to those who wait, first come, first served', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const got: Promise<unknown>[] = [];
    for (const client of clients) {
      got.push(client.queue(name).get());
      expect(await waiting(client)).toBe(got.length);
    }
    await clients[0].queue(name).putMany([1, 2, 3]);
    expect(await Promise.all(got)).toEqual([1, 2, 3]);
  });

  test('gives a waiter for many what there is when its turn comes', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const first = a.queue(name).getMany(2);
    expect(await waiting(a)).toBe(1);
    const second = b.queue(name).getMany(5);
    expect(await waiting(b)).toBe(2);
    await c.queue(name).putMany([1, 2, 3]);
    expect([await first, await second]).toEqual([[1, 2], [3]]);
  });

  test('admits waiting putters in their order, one for each slot that frees', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = a.queue<number>(name, { maxSize: 1 });
    await queue.put(0);
    const putting: Promise<void>[] = [];
    for (const [index, client] of [a, b, c].entries()) {
      putting.push(client.queue(name).put(index + 1));
      expect(await waiting(client)).toBe(index + 1);
    }
    const got: number[] = [];
    for (let left = 3; left >= 0; left--) {
      got.push(await queue.get());
      expect(await waiting(a)).toBe(Math.max(0, left - 1));
    }
    await Promise.all(putting);
    expect(got).toEqual([0, 1, 2, 3]);
  });

  test('lets nobody overtake who waits for more room', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = a.queue<number>(name, { maxSize: 3 });
    await queue.putMany([1, 2]);
    const large = b.queue(name).putMany([3, 4]);
    expect(await waiting(b)).toBe(1);
    const small = c.queue(name).put(5);
    expect(await waiting(c)).toBe(2);
    await expect(c.queue(name).putNowait(6)).rejects.toThrow(Full);
    expect(await queue.qsize()).toBe(2);
    expect(await queue.get()).toBe(1);
    await large;
    expect(await queue.getMany(3)).toEqual([2, 3, 4]);
    await small;
    expect(await queue.get()).toBe(5);
  });

  test('lets those behind in when who waited before them gives up', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = a.queue<number>(name, { maxSize: 2 });
    await queue.put(1);
    const giveUp = new AbortController();
    const refused = expect(b.queue(name).putMany([2, 3], { signal: giveUp.signal })).rejects.toBe('enough');
    expect(await waiting(b)).toBe(1);
    const small = c.queue(name).put(4);
    expect(await waiting(c)).toBe(2);
    giveUp.abort('enough');
    await refused;
    await small;
    expect(await queue.drain()).toEqual([1, 4]);
  });

  test('lets those behind in when the time of who waited before them is over', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = a.queue<number>(name, { maxSize: 2 });
    await queue.put(1);
    const late = expect(b.queue(name).putMany([2, 3], { timeout: 50 })).rejects.toThrow(Full);
    await b.census();
    const small = c.queue(name).put(4);
    await late;
    await small;
    expect(await queue.drain()).toEqual([1, 4]);
  });

  test('releases all who join when the last item is reported as done', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = a.queue<number>(name);
    await b.queue(name).join();
    await queue.putMany([1, 2]);
    const joins = [b.queue(name).join(), c.queue(name).join()];
    await waiting(b);
    expect(await waiting(c)).toBe(2);
    await queue.get();
    await queue.taskDone();
    await queue.get();
    expect(await waiting(a)).toBe(2);
    await queue.taskDone();
    await Promise.all(joins);
    expect(await waiting(a)).toBe(0);
  });

  test('keeps the order of each producer', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const produce = (client: typeof a, id: string) => numbers.map((n) => client.queue(name).put([id, n]));
    const putting = [...produce(a, 'a'), ...produce(b, 'b')];
    const queue = c.queue<[string, number]>(name);
    const got: [string, number][] = [];
    while (got.length < 400) got.push(...(await queue.getMany(7)));
    await Promise.all(putting);
    expect(got.filter(([id]) => id === 'a').map(([, n]) => n)).toEqual(numbers);
    expect(got.filter(([id]) => id === 'b').map(([, n]) => n)).toEqual(numbers);
  });
}
