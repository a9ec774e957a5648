/** `bundled-main process|thread address authkey`: a program whose workers start with a worker file beside it. */
import { Manager, Pool } from 'holdall';
import { answer, double, spin } from './bundled-tasks.mjs';

const [kind, address, authkey] = process.argv.slice(2);
const workerFile = new URL('./bundled-worker.js', import.meta.url);
const manager = await Manager.connect(address, { authkey });
const pool = new Pool({ processes: 1, kind, workerFile, stopGrace: Infinity });
console.log(await pool.map(double, [1, 2, 3]));
const queue = manager.queue();
await queue.put('shared');
console.log(queue.equals(await pool.apply(answer, [queue])), await manager.queue('answers').get());
const begun = new Promise((resolve) => pool.once('taskStarted', resolve));
const spinning = pool.applyAsync(spin);
await begun;
spinning.cancel('enough');
console.log(await spinning.catch((reason) => reason));
pool.close();
await pool.join();
await manager.close();
