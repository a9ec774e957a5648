import { randomUUID } from 'node:crypto';
import { installed } from './pool.js';
import { LOCK_MS, RELEASE, startRedis } from './redis-server.js';
import { SMALL, type StorePeer } from './store.js';

/** All commands of one turn of the event loop leave at once, as ours do. */
export const nodeRedis: StorePeer = {
  name: 'Redis, node-redis',
  open: async () => {
    const { redis, close } = await openNodeRedis();
    const script = await redis.scriptLoad(RELEASE);
    await redis.set('key', SMALL);
    return {
      get: () => redis.get('key'),
      put: () => redis.lPush('queue', SMALL),
      lock: async () => {
        const token = randomUUID();
        await redis.set('lock', token, { condition: 'NX', expiration: { type: 'PX', value: LOCK_MS } });
        await redis.evalSha(script, { keys: ['lock'], arguments: [token] });
      },
      close,
    };
  },
};

/** A Redis of its own, and a client of it. */
export async function openNodeRedis() {
  const { createClient } = await installed('redis', () => import('redis'));
  const server = await startRedis();
  const redis = createClient({ socket: { path: server.path, tls: false } });
  await redis.connect();
  const close = async () => {
    redis.destroy();
    await server.stop();
  };
  return { redis, server, close };
}
