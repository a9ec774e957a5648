/** The first program of the documentation, as a user writes it. */
import type { SharedQueue } from 'holdall';
import { isMain, Manager, Pool, task } from 'holdall';

export const writer = task(import.meta.url, async function writer(queue: SharedQueue<string>) {
  for (const letter of 'itcast') await queue.put(letter);
});
export const reader = task(import.meta.url, async function reader(queue: SharedQueue<string>) {
  for (let left = await queue.qsize(); left > 0; left--) console.log('reader got', await queue.get());
});

if (isMain(import.meta.url)) {
  await using manager = await Manager.start();
  await using pool = new Pool({ processes: 3 });
  const queue = manager.queue<string>();
  await pool.apply(writer, [queue]);
  await pool.apply(reader, [queue]);
}
