/** Takes items from a list, waiting while it is empty: `redis-consumer.mjs PATH BATCH`. */
import { Redis } from 'ioredis';
import { serve } from './told.mjs';

const [, , path, batch] = process.argv;
const redis = new Redis({ path });
await redis.ping();

serve(batch === '1' ? takeOnes : takeBatches);

/** A connection waits for one at a time: what is sent behind a blocking command is answered after it. */
async function takeOnes(operations) {
  for (let left = operations; left > 0; left -= 1) await redis.blpop('stream', 0);
}

async function takeBatches(operations) {
  for (let left = operations; left > 0; ) {
    const [, items] = await redis.blmpop(0, 1, 'stream', 'LEFT', 'COUNT', batch);
    left -= items.length;
  }
}
