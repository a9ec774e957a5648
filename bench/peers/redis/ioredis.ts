import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { installed } from '../installed.js';
import { BATCH, type RedisPeer, SMALL, smallBatch } from '../store.js';
import { LOCK_MS, RELEASE, startRedis } from './server.js';

/** With `enableAutoPipelining`, all commands of one turn of the event loop leave at once, as ours do. */
export function ioredis(enableAutoPipelining = false): RedisPeer {
  return {
    name: enableAutoPipelining ? 'Redis, ioredis with auto-pipelining' : 'Redis, ioredis',
    open: async () => {
      const { Redis } = await installed('ioredis', () => import('ioredis'));
      const server = await startRedis();
      const redis = new Redis({ path: server.path, enableAutoPipelining });
      redis.defineCommand('releaseLock', { numberOfKeys: 1, lua: RELEASE });
      await redis.set('key', SMALL);
      return {
        get: () => redis.get('key'),
        put: () => redis.rpush('queue', SMALL),
        lock: () => lock(redis as WithRelease),
        batch: async () => {
          await redis.rpush('batches', ...smallBatch());
          await redis.lpop('batches', BATCH);
        },
        pipeline: () => pipeline(redis),
        carry: async (bytes) => {
          await redis.rpush('carried', bytes as Buffer);
          await redis.lpopBuffer('carried');
        },
        close: async () => {
          redis.disconnect();
          await server.stop();
        },
      };
    },
  };
}

interface WithRelease extends Redis {
  releaseLock(key: string, token: string): Promise<number>;
}

async function lock(redis: WithRelease): Promise<void> {
  const token = randomUUID();
  await redis.set('lock', token, 'PX', LOCK_MS, 'NX');
  await redis.releaseLock('lock', token);
}

async function pipeline(redis: Redis): Promise<void> {
  const puts = redis.pipeline();
  for (const value of smallBatch()) puts.rpush('batches', value);
  await puts.exec();
  const gets = redis.pipeline();
  for (let n = 0; n < BATCH; n += 1) gets.lpop('batches');
  await gets.exec();
}
