// A program whose worker thread uses a broker before the main thread does. Prints whether libzmq is there after each.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Manager } from 'holdall';
import { libzmqIsLoaded } from './libzmq.mjs';

const [address, authkey] = process.argv.slice(2);
const thread = new Worker(new URL('./thread.mjs', import.meta.url), {
  workerData: { address, authkey, task: 'connect' },
});
const [[item, loaded]] = await once(thread, 'message');
console.log(item.from, loaded);
const manager = await Manager.connect(address, { authkey });
console.log('the main thread', libzmqIsLoaded());
await manager.close();
