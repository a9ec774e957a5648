/** Runs a task that never ends and waits for Ctrl-C: `interrupted.mjs <kind>`, or `… handles`, to use its pool after that. */
import { isMain, Pool, task } from 'holdall';

export const echo = task(import.meta.url, async function echo(value) {
  return value;
});
export const spin = task(import.meta.url, function spin() {
  console.log('pid', process.pid);
  for (;;);
});

if (isMain(import.meta.url)) {
  const [kind, handles] = process.argv.slice(2);
  const pool = new Pool({ processes: 2, kind });
  if (handles) {
    process.once('SIGINT', async () => {
      console.log(await pool.apply(echo, ['used after Ctrl-C']));
      pool.terminate();
      await pool.join();
      console.log('ended in order');
    });
  }
  pool.applyAsync(spin);
}
