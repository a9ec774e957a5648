import type { Redis } from 'ioredis';
import type { Contestant } from '../../harness/contest.js';
import { installed } from '../installed.js';
import { startRedis } from './server.js';

/** How many values one command carries while a list is filled. */
const VALUES_EACH = 1_000;

/** The server that is measured. */
interface Measured {
  /** Makes one more client, which has connected. */
  readonly connect: () => Promise<Redis>;
  /** How many clients wait. */
  readonly waiting: () => Promise<number>;
}

/** The memory that each of so many values takes in a list. */
export function redisItems(count: number, textOf: (n: number) => string): Contestant {
  return bytesEach('Redis list', count, async ({ connect }, size) => {
    const redis = await connect();
    for (let first = 0; first < size; first += VALUES_EACH) {
      await redis.rpush('list', ...Array.from({ length: VALUES_EACH }, (_, n) => textOf(first + n)));
    }
  });
}

/** The memory that each of so many idle clients takes. */
export function redisClients(count: number): Contestant {
  return bytesEach(`Redis, ${count} clients`, count, async ({ connect }, size) => {
    for (let n = 0; n < size; n += 1) await connect();
  });
}

/** The memory that each of so many waiting commands takes: for each a connection of its own. */
export function redisWaiters(count: number): Contestant {
  return bytesEach(`Redis, BLPOP of ${count} clients`, count, async ({ connect, waiting }, size) => {
    const before = await waiting();
    for (let n = 0; n < size; n += 1) {
      const redis = await connect();
      // It ends with the server.
      redis.blpop('empty', 0).catch(() => {});
    }
    while ((await waiting()) < before + size);
  });
}

function bytesEach(name: string, count: number, fill: (measured: Measured, size: number) => Promise<void>): Contestant {
  return {
    name,
    setUp: async () => {
      const { Redis } = await installed('ioredis', () => import('ioredis'));
      const server = await startRedis();
      const clients: Redis[] = [];
      const connect = async () => {
        const redis = new Redis({ path: server.path });
        clients.push(redis);
        await redis.ping();
        return redis;
      };
      const observer = await connect();
      const waiting = async () => Number(/blocked_clients:(\d+)/.exec(await observer.info('clients'))?.[1]);
      // As for holdall: what it grows by at first is not what one more takes.
      await fill({ connect, waiting }, count / 10);
      const before = server.bytes();
      await fill({ connect, waiting }, count);
      const each = (server.bytes() - before) / count;
      const tearDown = async () => {
        for (const redis of clients) redis.disconnect();
        await server.stop();
      };
      return { measure: async () => each, tearDown };
    },
  };
}
