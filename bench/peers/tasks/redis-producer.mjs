/** Puts items into a list: `redis-producer.mjs PATH ITEM BATCH CALLS-IN-FLIGHT`. */
import { Redis } from 'ioredis';
import { keepInFlight } from '../../harness/in-flight.mjs';
import { serve } from './told.mjs';

const [, , path, item, batch, inFlight] = process.argv;
const redis = new Redis({ path, enableAutoPipelining: true });
const items = Array(Number(batch)).fill(item);
await redis.ping();

serve((operations) => keepInFlight(Number(inFlight), operations / items.length, () => redis.rpush('stream', ...items)));
