/** `orphans idle|busy|starting`: prints the pids of its workers, and waits to be killed. */
import { isMain, Pool, task } from 'holdall';

export const spin = task(import.meta.url, function spin() {
  console.log('spinning');
  for (;;);
});
export const noop = task(import.meta.url, function noop() {});

if (isMain(import.meta.url)) {
  const state = process.argv[2];
  const pool = new Pool({ processes: 2, ...(state === 'starting' ? { initializer: spin } : {}) });
  const pids = [];
  pool.on('workerStarted', ({ pid }) => {
    pids.push(pid);
    if (pids.length === 2) console.log(`pids ${pids.join(' ')}`);
  });
  if (state === 'idle') {
    await pool.warmUp();
    console.log('spinning');
    console.log('spinning');
  } else {
    pool.applyAsync(state === 'busy' ? spin : noop);
    pool.applyAsync(state === 'busy' ? spin : noop);
  }
  setInterval(() => {}, 1_000);
}
