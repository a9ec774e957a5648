import type { Contestant } from '../harness/contest.js';
import { ofItems, perSecond } from '../harness/pace.js';
import type { HelperProcess } from './processes.js';

/** How many calls a side makes before it waits for the first of them. */
export const IN_FLIGHT = 100;

/** A process that puts items in and one that takes them out, and what is between them. */
export interface Stream {
  readonly producer: HelperProcess;
  readonly consumer: HelperProcess;
  readonly stop: () => Promise<unknown>;
}

/** Items are put and taken so many with each call. A run ends when the last was taken. */
export function streaming(name: string, batch: number, open: () => Promise<Stream>): Contestant {
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
