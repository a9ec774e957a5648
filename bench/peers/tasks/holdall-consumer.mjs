/** Takes items from a queue, waiting while it is empty: `holdall-consumer.mjs ADDRESS BATCH CALLS-IN-FLIGHT`. */
import { Manager } from 'holdall';
import { keepInFlight } from '../../harness/in-flight.mjs';
import { serve } from './told.mjs';

const [, , address, batch, inFlight] = process.argv;
const manager = await Manager.connect(address);
const queue = manager.queue('stream');

serve(batch === '1' ? takeOnes : takeBatches);

async function takeOnes(operations) {
  await keepInFlight(Number(inFlight), operations, () => queue.get());
}

async function takeBatches(operations) {
  for (let left = operations; left > 0; ) left -= (await queue.getMany(Number(batch))).length;
}
