/** Puts items into a queue: `holdall-producer.mjs ADDRESS ITEM BATCH CALLS-IN-FLIGHT`. */
import { Manager } from 'holdall';
import { keepInFlight } from '../../harness/in-flight.mjs';
import { serve } from './told.mjs';

const [, , address, item, batch, inFlight] = process.argv;
const manager = await Manager.connect(address);
const queue = manager.queue('stream');
const items = Array(Number(batch)).fill(item);
const put = items.length === 1 ? () => queue.put(item) : () => queue.putMany(items);

serve((operations) => keepInFlight(Number(inFlight), operations / items.length, put));
