import { randomUUID } from 'node:crypto';
import type { RedisClientType } from 'redis';
import { installed } from '../installed.js';
import { BATCH, type RedisPeer, SMALL, smallBatch } from '../store.js';
import { LOCK_MS, RELEASE, startRedis } from './server.js';

/** All commands of one turn of the event loop leave at once, as ours do. */
export const nodeRedis: RedisPeer = {
  name: 'Redis, node-redis',
  open: async () => {
    const { createClient, RESP_TYPES } = await installed('redis', () => import('redis'));
    const server = await startRedis();
    const redis: RedisClientType = createClient({ socket: { path: server.path, tls: false } });
    await redis.connect();
    const withBytes = redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    const release = await redis.scriptLoad(RELEASE);
    await redis.set('key', SMALL);
    return {
      get: () => redis.get('key'),
      put: () => redis.rPush('queue', SMALL),
      lock: () => lock(redis, release),
      batch: async () => {
        await redis.rPush('batches', smallBatch());
        await redis.lPopCount('batches', BATCH);
      },
      pipeline: () => pipeline(redis),
      carry: async (bytes) => {
        await redis.rPush('carried', bytes as Buffer);
        await withBytes.lPop('carried');
      },
      close: async () => {
        redis.destroy();
        await server.stop();
      },
    };
  },
};

async function lock(redis: RedisClientType, release: string): Promise<void> {
  const token = randomUUID();
  await redis.set('lock', token, { condition: 'NX', expiration: { type: 'PX', value: LOCK_MS } });
  await redis.evalSha(release, { keys: ['lock'], arguments: [token] });
}

async function pipeline(redis: RedisClientType): Promise<void> {
  await Promise.all(smallBatch().map((value) => redis.rPush('batches', value)));
  await Promise.all(Array.from({ length: BATCH }, () => redis.lPop('batches')));
}
