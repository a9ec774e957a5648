/**
 * Says as JSON how many bytes of the heap one operation takes, of client and broker together: both are in this one process,
 * with a real socket between them. Of a pool, it is what the side takes that hands the tasks out. To be run with `--expose-gc`
 * and a new space so large that nothing is collected while it counts. Without busy polling: turns of the loop take memory too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, Pool, serve } from 'holdall';
import { double } from './double.mjs';

const AUTHKEY = 'the authkey of the test';

/** Until the functions are compiled for good: later the numbers vary by less than a hundredth. */
const WARM_UP = 10_000;
const OPERATIONS = 2_000;

const directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
const broker = await serve({ listen: `ipc://${join(directory, 'broker')}`, authkey: AUTHKEY, busyPoll: false });
const manager = await Manager.connect(broker.addresses[0], { authkey: AUTHKEY, busyPoll: false });
const pool = new Pool({ processes: 1, kind: 'thread', busyPoll: false });
const dict = manager.dict('dict');
const queue = manager.queue('queue');
const crowd = manager.queue('crowd');
const lock = manager.lock('lock');
await dict.set('key', 'a small value');
for (let n = 0; n < 10; n++) await crowd.putMany(Array(10_000).fill('a small item'));

const through = (queue) => async () => {
  await queue.put(7);
  await queue.get();
};

const operations = {
  'dict.get': () => dict.get('key'),
  'queue.put and get': through(queue),
  'queue.put and get amid 100,000 items': through(crowd),
  'lock.acquire and release': async () => {
    const grant = await lock.acquire();
    await grant.release();
  },
  'pool.apply': () => pool.apply(double, [21]),
};

const bytes = {};
for (const [name, operation] of Object.entries(operations)) bytes[name] = await bytesEach(operation);
console.log(JSON.stringify(bytes));
pool.close();
await pool.join();
await manager.close();
await broker.close();
await rm(directory, { recursive: true, force: true });

async function bytesEach(operation) {
  for (let n = 0; n < WARM_UP; n++) await operation();
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < OPERATIONS; n++) await operation();
  return Math.round((process.memoryUsage().heapUsed - before) / OPERATIONS);
}
