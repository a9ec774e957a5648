import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { installed } from './pool.js';
import { LOCK_MS, RELEASE, startRedis } from './redis-server.js';
import { SMALL, type StorePeer } from './store.js';

/** With `enableAutoPipelining`, all commands of one turn of the event loop leave at once, as ours do. */
export function ioredis(enableAutoPipelining = false): StorePeer {
  return {
    name: enableAutoPipelining ? 'Redis, ioredis with auto-pipelining' : 'Redis, ioredis',
    open: async () => {
      const { redis, close } = await openIoredis(enableAutoPipelining);
      redis.defineCommand('releaseLock', { numberOfKeys: 1, lua: RELEASE });
      await redis.set('key', SMALL);
      return {
        get: () => redis.get('key'),
        put: () => redis.lpush('queue', SMALL),
        lock: async () => {
          const token = randomUUID();
          await redis.set('lock', token, 'PX', LOCK_MS, 'NX');
          await (redis as WithRelease).releaseLock('lock', token);
        },
        close,
      };
    },
  };
}

/** A Redis of its own, and a client of it. */
export async function openIoredis(enableAutoPipelining = false) {
  const { Redis } = await installed('ioredis', () => import('ioredis'));
  const server = await startRedis();
  const redis = new Redis({ path: server.path, enableAutoPipelining });
  const close = async () => {
    redis.disconnect();
    await server.stop();
  };
  return { redis, server, close };
}

interface WithRelease extends Redis {
  releaseLock(key: string, token: string): Promise<number>;
}
