/** Starts tasks and a process that never end, tells that they run, and waits to be killed. */
import { Manager, Pool, Process } from 'holdall';
import { stay } from './tasks.mjs';

const manager = await Manager.start();
const pool = new Pool({ processes: 2 });
const pids = manager.queue();
pool.applyAsync(stay, [pids]);
pool.applyAsync(stay, [pids]);
await new Process(stay, [pids]).start();
console.log('running', await pids.get(), await pids.get(), await pids.get());
