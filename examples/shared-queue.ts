/** A manager's queue shared by the workers of a pool: one puts the letters of `itcast`, another takes as many as there are. */
import { isMain, Manager, Pool, type SharedQueue, task } from 'holdall';

const writer = task(import.meta.url, async function writer(queue: SharedQueue<string>) {
  console.log(`  writer is process ${process.pid}, its parent ${process.ppid}`);
  for (const letter of 'itcast') await queue.put(letter);
});

const reader = task(import.meta.url, async function reader(queue: SharedQueue<string>) {
  console.log(`  reader is process ${process.pid}, its parent ${process.ppid}`);
  for (let left = await queue.qsize(); left > 0; left--) console.log(`  reader got ${await queue.get()}`);
});

if (isMain(import.meta.url)) {
  console.log(`  the program is process ${process.pid}`);
  await using manager = await Manager.start();
  await using pool = new Pool({ processes: 3 });
  const queue = manager.queue<string>();
  await pool.apply(writer, [queue]);
  await pool.apply(reader, [queue]);
}
