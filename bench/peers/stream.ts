import type { Contestant } from '../harness/contest.js';
import { ofItems, perSecond } from '../harness/pace.js';
import { startBroker } from './holdall/broker-process.js';
import { installed } from './installed.js';
import { type HelperProcess, startHelper } from './processes.js';
import { startRedis } from './redis/server.js';
import { SMALL } from './store.js';

/** How many calls a side makes before it waits for the first of them. */
const IN_FLIGHT = 100;

/** A process that puts items in and one that takes them out, and what is between them. */
interface Stream {
  readonly producer: HelperProcess;
  readonly consumer: HelperProcess;
  readonly stop: () => Promise<unknown>;
}

/** Items are put and taken so many with each call. */
export function holdallStream(batch: number): Contestant {
  return streaming('holdall', batch, async () => {
    const { address, env, stop } = await startBroker();
    const [size, inFlight] = [String(batch), String(IN_FLIGHT)];
    const producer = await startHelper('holdall-producer.mjs', [address, SMALL, size, inFlight], env);
    const consumer = await startHelper('holdall-consumer.mjs', [address, size, inFlight], env);
    return { producer, consumer, stop };
  });
}

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

function streaming(name: string, batch: number, open: () => Promise<Stream>): Contestant {
  return {
    name,
    setUp: async () => {
      const { producer, consumer, stop } = await open();
      const run = (batches: number) => Promise.all([producer.run(batches * batch), consumer.run(batches * batch)]);
      const tearDown = async () => {
        await Promise.all([producer.end(), consumer.end()]);
        await stop();
      };
      return { measure: ofItems(batch, perSecond(run)), tearDown };
    },
  };
}
