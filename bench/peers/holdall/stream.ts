import type { Contestant } from '../../harness/contest.js';
import { startHelper } from '../processes.js';
import { SMALL } from '../store.js';
import { IN_FLIGHT, streaming } from '../stream.js';
import { startBroker } from './broker-process.js';

/** Both sides make many calls at a time; with batches, the consumer makes one. */
export function holdallStream(batch: number): Contestant {
  return streaming('holdall', batch, async () => {
    const { address, env, stop } = await startBroker();
    const [size, inFlight] = [String(batch), String(IN_FLIGHT)];
    const producer = await startHelper('holdall-producer.mjs', [address, SMALL, size, inFlight], env);
    const consumer = await startHelper('holdall-consumer.mjs', [address, size, inFlight], env);
    return { producer, consumer, stop };
  });
}
