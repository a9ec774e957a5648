/** Its listeners throw; it goes on, counts what nobody caught, and tells what came of its tasks. */
import { Pool } from 'holdall';
import { reportAll } from './controls.mjs';

const uncaught = [];
process.on('uncaughtException', (error) => uncaught.push(error.message));
const refuse = (what) => () => {
  throw new Error(what);
};
const pool = new Pool({ processes: 1, kind: process.argv[2] });
const names = ['workerStarted', 'workerReady', 'workerEnded', 'taskStarted', 'taskEnded', 'report'];
for (const name of names) pool.on(name, refuse(name));
const results = await Promise.all([
  pool.apply(reportAll, [[1]], { onReport: refuse('onReport') }),
  pool.apply(reportAll, [[]]),
  pool.map(reportAll, [[], []], { chunkSize: 1 }),
]);
pool.close();
await pool.join();
console.log(JSON.stringify(results.flat()));
console.log(uncaught.toSorted().join(' '));
console.log(JSON.stringify(pool.statistics().succeeded));
