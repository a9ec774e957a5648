import type { Contestant, Peer, Row } from '../harness/contest.js';
import { cpythonMemory } from '../peers/cpython/contestants.js';
import { connectMany, type Fill, inBatches, openMany } from '../peers/holdall/crowded.js';
import { bytesEach } from '../peers/holdall/memory.js';
import { redisClients, redisItems, redisWaiters } from '../peers/redis/memory.js';

/** At most half as much again as Redis. */
const AS_REDIS = 1 / 1.5;

const [ITEMS, NAMED, CLIENTS, WAITERS] = [1_000_000, 100_000, 1_000, 10_000];
/** Each is a thread there, and here. */
const PYTHON_CLIENTS = 200;

/** Thirty characters, each its own. */
const textOf = (n: number) => `an item of thirty bytes ${String(n).padStart(6, '0')}`;

const items =
  <T>(itemOf: (n: number) => T): Fill =>
  async ({ manager }, size) => {
    const queue = manager.queue<T>('growing');
    await inBatches(size, (batch) => queue.putMany(batch.map(itemOf)));
    return () => queue.qsize();
  };

const named: Fill = async ({ manager }, size) => {
  await openMany(manager, size);
  return () => manager.ping();
};

const idle: Fill = async ({ broker, manager }, size) => {
  await connectMany(broker, size);
  return () => manager.ping();
};

const waiting: Fill = async ({ manager }, size) => {
  const queue = manager.queue<number>('growing');
  for (let n = 0; n < size; n += 1) {
    // They end with the broker.
    queue.get().catch(() => {});
  }
  await manager.ping();
  return () => manager.ping();
};

export const memoryRows: readonly Row[] = [
  memory('an item of thirty bytes in a queue', bytesEach(ITEMS, 'items', items(textOf)), [
    { ...redisItems(ITEMS, textOf), target: AS_REDIS },
  ]),
  memory(
    'a number in a queue',
    bytesEach(
      ITEMS,
      'items',
      items((n) => n),
    ),
    [redisItems(ITEMS, String)],
  ),
  memory('a named value', bytesEach(NAMED, 'values', named)),
  memory('an idle client', bytesEach(CLIENTS, 'clients', idle), [
    redisClients(CLIENTS),
    cpythonMemory('idle', PYTHON_CLIENTS),
  ]),
  memory('a waiting call', bytesEach(WAITERS, 'calls of one client', waiting), [
    redisWaiters(CLIENTS),
    cpythonMemory('waiting', PYTHON_CLIENTS),
  ]),
];

function memory(what: string, ours: Contestant, peers: readonly Peer[] = []): Row {
  return { name: `memory: ${what}`, unit: 'bytes', target: undefined, ours, peers };
}
