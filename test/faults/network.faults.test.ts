/** Many clients behind a network that cuts, duplicates and delays: within the grace nothing of that is to be seen. */
import { type Manager, ShutDown } from 'holdall';
import { describe, expect, test } from 'vitest';
import { Chance } from '../harness/chance.js';
import { eventually } from '../harness/eventually.js';
import { waiting } from '../harness/house.js';
import { ascending, upTo } from '../harness/numbers.js';
import { Storm } from './storm.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Calls `step` `count` times, a turn of the event loop apart and `atOnce` under way: they spread over many messages. */
async function often<T>(count: number, atOnce: number, step: (n: number) => Promise<T>): Promise<T[]> {
  const calls: Promise<T>[] = [];
  for (const n of upTo(count)) {
    calls.push(step(n));
    await turn();
    if (n >= atOnce) await calls[n - atOnce];
  }
  return Promise.all(calls);
}

describe('through a network that cuts, duplicates and delays', () => {
  test('every item arrives once, and those of one producer in their order', async () => {
    const storm = await Storm.gather();
    const managers = await storm.managers(8);
    const [producers, consumers] = [managers.slice(0, 4), managers.slice(4)];
    storm.rise();
    const taken = Promise.all(consumers.map(takeAll));
    await Promise.all(
      producers.map((manager, id) => {
        const queue = manager.queue<Item>('items', { maxSize: 40 });
        return often(400, 10, (n) => queue.put([id, n]));
      }),
    );
    await storm.ashore.queue('items').shutdown();
    const byConsumer = await taken;
    for (const items of byConsumer) expectInOrder(items);
    expect(ascending(byConsumer.flat().map(([id, n]) => id * 400 + n))).toEqual(upTo(1_600));
    await storm.end(1);
  });

  test('an item that is reserved is delivered once, to one, and acknowledged once', async () => {
    const storm = await Storm.gather();
    const consumers = await storm.managers(6);
    await storm.ashore.queue('work').putMany(upTo(600));
    storm.rise();
    const done = await Promise.all(
      consumers.map((manager) => {
        const queue = manager.queue<number>('work');
        return often(100, 4, async () => {
          const delivery = await queue.reserve({ lease: 3_600_000 });
          await delivery.ack();
          return [delivery.attempt, delivery.value] as const;
        });
      }),
    );
    expect(done.flat().filter(([attempt]) => attempt !== 1)).toEqual([]);
    expect(ascending(done.flat().map(([, value]) => value))).toEqual(upTo(600));
    expect(await storm.ashore.queue('work').stats()).toMatchObject({ ready: 0, reserved: 0, unfinished: 0 });
    await storm.end(1);
  });

  test('every increment counts once, and each caller learns its own sum', async () => {
    const storm = await Storm.gather();
    const managers = await storm.managers(8);
    storm.rise();
    const sums = await Promise.all(
      managers.map((manager) => {
        const counts = manager.dict<string, number>('counts');
        return often(200, 5, () => counts.increment('all'));
      }),
    );
    expect(ascending(sums.flat())).toEqual(upTo(1_600).map((n) => n + 1));
    expect(await storm.ashore.dict('counts').get('all')).toBe(1_600);
    await storm.end(1);
  });

  test('a lock is held by one at a time, never abandoned, and its fences grow', async () => {
    const storm = await Storm.gather();
    const managers = await storm.managers(8);
    const tokens: number[] = [];
    let inside = 0;
    storm.rise();
    await Promise.all(
      managers.map(async (manager) => {
        const [lock, guarded] = [manager.lock('lock'), manager.dict<string, number>('guarded')];
        for (const _ of upTo(25)) {
          await using grant = await lock.acquire();
          expect([++inside, grant.abandoned]).toEqual([1, false]);
          tokens.push(grant.fence.token);
          const before = (await guarded.get('sum')) ?? 0;
          await guarded.set('sum', before + 1, { fence: grant.fence });
          inside--;
        }
      }),
    );
    expect(tokens).toEqual(upTo(200).map((n) => n + 1));
    expect(await storm.ashore.dict('guarded').get('sum')).toBe(200);
    await storm.end(2);
  });

  test('calls that wait go on waiting, and each has what it waited for', async () => {
    const storm = await Storm.gather();
    const [one, other] = (await storm.managers(2)) as [Manager, Manager];
    const held = await storm.ashore.lock('lock').acquire();
    const condition = other.condition('condition');
    await condition.acquire();
    const waits = [
      one.queue('queue').get(),
      other.lock('lock').run(({ abandoned }) => abandoned),
      one.event('event').wait(),
      condition.wait(),
      one
        .barrier('barrier', { parties: 2 })
        .wait()
        .then(() => 'through'),
      other
        .semaphore('semaphore', { permits: 0 })
        .acquire()
        .then(({ count }) => count),
    ];
    await waiting(one);
    expect(await waiting(other)).toBe(6);
    for (const _ of upTo(20)) {
      storm.proxy.cut();
      await Promise.all([one.ping(), other.ping()]);
    }
    expect(await waiting(storm.ashore)).toBe(6);
    storm.rise();
    await storm.ashore.queue('queue').put('item');
    await held.release();
    await storm.ashore.event('event').set();
    await storm.ashore.condition('condition').run((grant) => grant && storm.ashore.condition('condition').notify());
    await storm.ashore.barrier('barrier').wait();
    await storm.ashore.semaphore('semaphore').release();
    expect(await Promise.all(waits)).toEqual(['item', false, true, true, 'through', 1]);
    await storm.end(6);
  });

  test('a call that is aborted or late took nothing, and one that is neither took what it tells', async () => {
    const storm = await Storm.gather();
    const managers = await storm.managers(6);
    const queue = storm.ashore.queue<number>('items');
    storm.rise();
    const putting = often(300, 20, (n) => queue.put(n));
    const got = await Promise.all(
      managers.map((manager, id) => {
        const chance = new Chance(`${storm.seed}/hesitant ${id}`);
        return often(80, 6, () => getHesitantly(manager, chance));
      }),
    );
    await putting;
    storm.subside();
    // Whatever a call that was given up might still do has been done when its session is asked anything.
    await Promise.all(managers.map((manager) => manager.ping()));
    const taken = got.flat().filter((item) => item !== undefined);
    expect(ascending([...taken, ...(await queue.drain())])).toEqual(upTo(300));
    await storm.end(1);
  });

  test('an attempt to reconnect that nobody answers does not use up the grace', async () => {
    const storm = await Storm.gather(2_000);
    const [manager] = (await storm.managers(1)) as [Manager];
    const attempt = storm.proxy.accepted + 1;
    storm.rise(({ connection }) => ({ kind: connection === attempt ? 'silence' : 'pass', ms: 60_000 }));
    storm.proxy.cut();
    await manager.queue('items').put('afterwards');
    expect(storm.proxy.accepted).toBe(attempt + 1);
    await storm.end(1);
  });

  test('values larger than any buffer arrive whole', async () => {
    const storm = await Storm.gather();
    const [one, other] = (await storm.managers(2)) as [Manager, Manager];
    storm.rise();
    const taken = often(40, 3, () => other.queue<Uint8Array>('large').get());
    await often(40, 3, (n) => one.queue<Uint8Array>('large').put(new Uint8Array(300_000).fill(n)));
    const seen = (await taken).map((bytes) => [bytes.length, ...new Set(bytes)]);
    expect(seen).toEqual(upTo(40).map((n) => [300_000, n]));
    await storm.end(1);
  });
});

describe('where whatever listens hangs up at once for longer than the grace', () => {
  test('a client asks ever more rarely, then fails each call once and asks no more', async () => {
    const storm = await Storm.gather(2_000);
    const [manager] = (await storm.managers(1)) as [Manager];
    const waits = upTo(50).map(() => manager.queue('items').get());
    await waiting(manager);
    storm.rise(() => ({ kind: 'cut' }));
    const before = storm.proxy.accepted;
    storm.proxy.cut();
    await eventually(
      () => storm.proxy.accepted > before,
      () => 'the client has noticed the loss',
    );
    const unsent = manager.queue('items').put(1);
    const outcomes = await Promise.allSettled([...waits, unsent]);
    const happened = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.happened);
    expect(happened).toEqual([...upTo(50).map(() => 'unknown'), 'no']);
    // The first at once, the others behind pauses of 20, 40, 80, … ms: ten of them are longer than the grace.
    const attempts = storm.proxy.accepted - before;
    expect(attempts).toBeLessThan(11);
    for (const _ of upTo(100)) {
      await expect(manager.ping()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    }
    expect(storm.proxy.accepted - before).toBe(attempts);
  });
});

type Item = readonly [producer: number, n: number];

async function takeAll(manager: Manager): Promise<readonly Item[]> {
  const queue = manager.queue<Item>('items', { maxSize: 40 });
  const got: Item[] = [];
  const take = async (): Promise<void> => {
    for (;;) got.push(await queue.get());
  };
  await Promise.all(upTo(3).map(() => expect(take()).rejects.toThrow(ShutDown)));
  return got;
}

function expectInOrder(items: readonly Item[]): void {
  const latest = new Map<number, number>();
  for (const [id, n] of items) {
    expect(n, `the items of producer ${id}`).toBeGreaterThan(latest.get(id) ?? -1);
    latest.set(id, n);
  }
}

/** An item, or nothing where it was too late or was aborted before. */
async function getHesitantly(manager: Manager, chance: Chance): Promise<number | undefined> {
  const [isLate, ms] = [chance.next() < 0.5, chance.between(0, 30)];
  const options = isLate ? { timeout: ms } : { signal: AbortSignal.timeout(ms) };
  try {
    return await manager.queue<number>('items').get(options);
  } catch (error) {
    if (isLate) expect(error).toMatchObject({ code: 'EMPTY', happened: 'no' });
    else expect(error).toBe(options.signal?.reason);
    return undefined;
  }
}
