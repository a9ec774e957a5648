import type { Contestant } from '../../harness/contest.js';
import { installed } from '../installed.js';
import { startHelper } from '../processes.js';
import { SMALL } from '../store.js';
import { IN_FLIGHT, streaming } from '../stream.js';
import { startRedis } from './server.js';

/** A consumer that blocks: one `BLPOP` after the other, or one `BLMPOP` for many. */
export function redisStream(batch: number): Contestant {
  return streaming(`Redis, ioredis, ${batch === 1 ? 'BLPOP' : 'BLMPOP'}`, batch, async () => {
    await installed('ioredis', () => import('ioredis'));
    const { path, stop } = await startRedis();
    const producer = await startHelper('redis-producer.mjs', [path, SMALL, String(batch), String(IN_FLIGHT)]);
    const consumer = await startHelper('redis-consumer.mjs', [path, String(batch)]);
    return { producer, consumer, stop };
  });
}
