/** Has nothing but an unfinished task to stay for. */
import { Manager, Pool } from 'holdall';
import { waitFor } from './tasks.mjs';

const manager = await Manager.start();
const pool = new Pool({ processes: 1 });
const [started, event] = [manager.event(), manager.event()];
pool.apply(waitFor, [event, started]).then(() => console.log('done'));
await started.wait();
await event.set();
