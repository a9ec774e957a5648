/**
 * A program whose worker threads end while they wait at a broker, one after the other: by `terminate`, by `exit`, or by
 * an error that they `throw`. It ends well when the broker has so many sessions
 * after that, its own among them.
 */
import { Worker } from 'node:worker_threads';
import { Manager } from 'holdall';
import { eventually } from '../../harness/eventually.js';

const [address = '', authkey = '', way = '', threads = '', sessions = ''] = process.argv.slice(2);
const manager = await Manager.connect(address, { authkey });

for (let i = 0; i < Number(threads); i++) {
  const thread = new Worker(new URL('./waiting-thread.mjs', import.meta.url), {
    workerData: { address, authkey, way },
    execArgv: [],
  });
  thread.on('error', () => {});
  const ended = new Promise((resolve) => thread.on('exit', resolve));
  await new Promise((resolve) => thread.on('message', resolve));
  if (way === 'terminate') await thread.terminate();
  else thread.postMessage('end');
  await ended;
}

await eventually(
  async () => (await manager.census()).sessions === Number(sessions),
  async () => `${sessions} sessions; the broker has ${JSON.stringify(await manager.census())}`,
);
await manager.close();
console.log('all ended');
