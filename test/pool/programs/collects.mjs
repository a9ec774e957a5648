/** Gives away its only proxy of a queue with a letter in it, and lets everything be collected before a worker gets it. */
import { Manager, Pool } from 'holdall';
import { echo, waitFor } from './tasks.mjs';

const manager = await Manager.start();
const pool = new Pool({ processes: 1 });
const [started, event] = [manager.event(), manager.event()];
const busy = pool.apply(waitFor, [event, started]);
await started.wait();

async function giveAway() {
  const queue = manager.queue();
  await queue.put('letter');
  return pool.apply(echo, [queue]);
}
const result = giveAway();
for (let i = 0; i < 20; i++) {
  await manager.ping();
  globalThis.gc?.();
}
await event.set();
await busy;
console.log(await (await result).get());
await manager.close();
