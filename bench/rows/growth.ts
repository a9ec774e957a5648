import type { Row } from '../harness/contest.js';
import { amid, connectMany, type Fill, inBatches, openMany } from '../peers/holdall/crowded.js';

/** Costs at most half as much again amid the most as amid the fewest. */
const FLAT = 1 / 1.5;

/** The most of something against the fewest, and some between. */
function growth(name: string, what: string, sizes: readonly number[], fill: Fill, inFlight?: number): Row {
  const [most, ...fewer] = [...sizes].reverse().map((size) => amid(size, what, fill, inFlight));
  if (!most) throw new RangeError('no sizes');
  return { name: `growth: ${name}`, unit: 'µs', target: FLAT, ours: most, peers: fewer.reverse() };
}

const ITEMS = [100, 1_000_000] as const;
const OBJECTS = [10, 100_000] as const;
const CLIENTS = [1, 1_000] as const;
const WAITERS = [1, 10_000] as const;

const queueOf =
  (order: 'fifo' | 'lifo' | 'priority'): Fill =>
  async ({ manager }, size) => {
    const queue = manager.queue<number>('growing', { order });
    await inBatches(size, (batch) => queue.putMany(batch));
    return async () => {
      await queue.put(7);
      await queue.get();
    };
  };

const dictOf: Fill = async ({ manager }, size) => {
  const dict = manager.dict<number, number>('growing');
  await inBatches(size, (batch) => dict.update(batch.map((n) => [n, n] as const)));
  let next = 0;
  return async () => {
    const key = --next;
    await dict.set(key, key);
    await dict.get(key);
    await dict.delete(key);
  };
};

const setOf: Fill = async ({ manager }, size) => {
  const set = manager.set<number>('growing');
  await inBatches(size, (batch) => set.update(batch));
  let next = 0;
  return async () => {
    const member = --next;
    await set.add(member);
    await set.has(member);
    await set.delete(member);
  };
};

const listOf: Fill = async ({ manager }, size) => {
  const list = manager.list<number>('growing');
  await inBatches(size, (batch) => list.extend(batch));
  return async () => {
    await list.push(7);
    await list.at(size >> 1);
    await list.shift();
  };
};

/** As many locks as there are callers: nobody waits for one. */
const lockAmidObjects: Fill = async ({ manager }, size) => {
  await openMany(manager, size);
  const locks = Array.from({ length: 100 }, (_, n) => manager.lock(`lock ${n}`));
  let next = 0;
  return async () => {
    next = (next + 1) % locks.length;
    const grant = await locks[next]?.acquire();
    await grant?.release();
  };
};

const openAmidObjects: Fill = async ({ manager }, size) => {
  await openMany(manager, size);
  return async () => {
    using event = manager.event();
    await event.set();
  };
};

const amidClients: Fill = async ({ broker, manager }, size) => {
  await connectMany(broker, size);
  return queueOf('fifo')({ broker, manager }, 0);
};

const comeAndGo: Fill = async ({ broker }, size) => {
  await connectMany(broker, size);
  return async () => (await broker.connect()).close();
};

/** Each put serves the first who waits, and another comes. */
const putForWaiters: Fill = async ({ manager }, size) => {
  const queue = manager.queue<number>('growing');
  // Those who are left when the broker ends have nothing to complain of.
  const wait = () => void queue.get().catch(() => {});
  for (let n = 0; n < size; n += 1) wait();
  await manager.ping();
  return async () => {
    wait();
    await queue.put(7);
  };
};

/** One of those who wait gives up, wherever it stands, and another comes. All have a time limit too. */
const giveUp: Fill = async ({ manager }, size) => {
  const queue = manager.queue<number>('growing');
  const wait = () => {
    const controller = new AbortController();
    const ended = queue.get({ signal: controller.signal, timeout: 3_600_000 }).catch(() => {});
    return { controller, ended };
  };
  const waits = Array.from({ length: size }, wait);
  await manager.ping();
  let next = 0;
  return async () => {
    // A prime, so that they are taken from all over the line.
    next = (next + 7_919) % size;
    const { controller, ended } = waits[next] ?? wait();
    waits[next] = wait();
    controller.abort();
    await ended;
  };
};

export const growthRows: readonly Row[] = [
  growth('fifo queue, put and get', 'items', ITEMS, queueOf('fifo')),
  growth('lifo queue, put and get', 'items', ITEMS, queueOf('lifo')),
  growth('priority queue, put and get', 'items', ITEMS, queueOf('priority')),
  growth('dict, set and get and delete', 'entries', ITEMS, dictOf),
  growth('set, add and has and delete', 'members', ITEMS, setOf),
  growth('list, push and at and shift', 'values', ITEMS, listOf),
  growth('lock, acquire and release', 'objects', OBJECTS, lockAmidObjects),
  growth('event, open and set and drop', 'objects', OBJECTS, openAmidObjects),
  growth('queue, put and get of one client', 'clients', CLIENTS, amidClients),
  growth('a client comes and goes', 'clients', CLIENTS, comeAndGo, 1),
  growth('queue, put for who waits', 'waiters', WAITERS, putForWaiters),
  growth('queue, one who waits gives up', 'waiters', WAITERS, giveUp),
];
