/**
 * node signals.mjs process|thread default|handler FILE: prints the ids of its processes once a task runs, and waits for Ctrl-C.
 * The handler closes the pool, and lets the tasks finish. One of them waits for the file.
 */
import { Pool } from 'holdall';
import { finishWhenThere } from './deaths.mjs';
import { pid } from './tasks.mjs';

const [kind, way, file] = process.argv.slice(2);
const pool = new Pool({ processes: 2, kind });
pool.on('taskStarted', ({ task }) => task === 'finishWhenThere' && console.log('running', workers.join(' ')));
const workers = await pool.broadcast(pid);
const result = pool.apply(finishWhenThere, [file]);

if (way === 'handler') {
  process.once('SIGINT', async () => {
    const others = [1, 2, 3].map((n) => pool.apply(pid).then(() => n));
    pool.close();
    console.log('closing');
    await pool.join();
    console.log('finished', await result, ...(await Promise.all(others)));
  });
}
