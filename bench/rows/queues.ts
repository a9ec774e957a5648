import type { Contestant, Peer, Row } from '../harness/contest.js';
import { keepInFlight, microsecondsEach, ofItems, perSecond } from '../harness/pace.js';
import { cpythonCarry, cpythonStream } from '../peers/cpython/contestants.js';
import { holdallStore } from '../peers/holdall/store.js';
import { ioredis } from '../peers/redis/ioredis.js';
import { nodeRedis } from '../peers/redis/node-redis.js';
import { BATCH, type RedisPeer, type StorePeer } from '../peers/store.js';
import { holdallStream, redisStream } from '../peers/stream.js';

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
function inBatches({ name, open }: StorePeer): Contestant {
  return {
    name,
    setUp: async () => {
      const { batch, close } = await open();
      return { measure: ofItems(BATCH, perSecond(keepInFlight(1, batch))), tearDown: close };
    },
  };
}

/** The other way of Redis for many values: one command has them all. */
function inOneCommand(redis: RedisPeer): Contestant {
  return inBatches({ ...redis, name: `${redis.name}, RPUSH and LPOP of ${BATCH}` });
}

function inPipelines({ name, open }: RedisPeer): Contestant {
  return {
    name: `${name}, pipeline`,
    setUp: async () => {
      const { pipeline, close } = await open();
      return { measure: ofItems(BATCH, perSecond(keepInFlight(1, pipeline))), tearDown: close };
    },
  };
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

function carrying({ name, open }: StorePeer, bytes: number): Contestant {
  return {
    name,
    setUp: async () => {
      const { carry, close } = await open();
      const value = Buffer.alloc(bytes);
      return { measure: microsecondsEach(keepInFlight(1, () => carry(value))), tearDown: close };
    },
  };
}
