import type { Contestant, Peer, Row } from '../harness/contest.js';
import { measuring } from '../harness/measuring.js';
import { keepInFlight, microsecondsEach, ofItems, perSecond } from '../harness/pace.js';
import { cpythonCarry, cpythonStream } from '../peers/cpython/contestants.js';
import { holdallStore } from '../peers/holdall/store.js';
import { holdallStream } from '../peers/holdall/stream.js';
import { ioredis } from '../peers/redis/ioredis.js';
import { nodeRedis } from '../peers/redis/node-redis.js';
import { redisStream } from '../peers/redis/stream.js';
import { BATCH, type RedisPeer, type StorePeer } from '../peers/store.js';

const KIB = 1024;

export const queueRows: readonly Row[] = [
  {
    name: `queue: putMany and getMany of ${BATCH}`,
    unit: 'items/s',
    target: 2,
    ours: inBatches(holdallStore),
    peers: [...[ioredis(), nodeRedis].map(inPipelines), ...[ioredis(), nodeRedis].map(inOneCommand)],
  },
  streamRow(1, `single items, many calls in flight`),
  streamRow(BATCH, `putMany and getMany of ${BATCH}`),
  carryRow('64 KiB', 64 * KIB),
  carryRow('1 MiB', 1024 * KIB),
];

/** What goes in comes out before the next goes in. */
function inBatches(store: StorePeer): Contestant {
  return measuring(store, ({ batch }) => ofItems(BATCH, perSecond(keepInFlight(1, batch))));
}

/** The other way of Redis for many values: one command has them all. */
function inOneCommand(redis: RedisPeer): Contestant {
  return inBatches({ ...redis, name: `${redis.name}, RPUSH and LPOP of ${BATCH}` });
}

function inPipelines(redis: RedisPeer): Contestant {
  const name = `${redis.name}, pipeline`;
  return measuring({ ...redis, name }, ({ pipeline }) => ofItems(BATCH, perSecond(keepInFlight(1, pipeline))));
}

function streamRow(batch: number, how: string): Row {
  return {
    name: `queue: from one process to another, ${how}`,
    unit: 'items/s',
    target: undefined,
    ours: holdallStream(batch),
    peers: [{ ...cpythonStream('manager'), target: 20 }, { ...cpythonStream('native'), target: 1 }, redisStream(batch)],
  };
}

function carryRow(size: string, bytes: number): Row {
  return {
    name: `queue: put and get of ${size}`,
    unit: 'µs',
    target: 1.2,
    ours: carrying(holdallStore, bytes),
    peers: [cpythonCarry(bytes), ...[ioredis(), nodeRedis].map((store): Peer => carrying(store, bytes))],
  };
}

function carrying(store: StorePeer, bytes: number): Contestant {
  const value = Buffer.alloc(bytes);
  return measuring(store, ({ carry }) => microsecondsEach(keepInFlight(1, () => carry(value))));
}
