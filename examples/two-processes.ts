/** Two processes, one queue: one writes A, B and C, the other reads until the queue is empty. */
import { Empty, isMain, Manager, Process, type SharedQueue, task } from 'holdall';

const write = task(import.meta.url, async function write(queue: SharedQueue<string>) {
  console.log(`  writer is process ${process.pid}`);
  for (const letter of ['A', 'B', 'C']) {
    await queue.put(letter);
    console.log(`  ${process.pid} put ${letter}`);
  }
});

const read = task(import.meta.url, async function read(queue: SharedQueue<string>) {
  console.log(`  reader is process ${process.pid}`);
  try {
    for (;;) console.log(`  ${process.pid} got ${await queue.getNowait()}`);
  } catch (error) {
    if (!(error instanceof Empty)) throw error;
    console.log('  the queue is empty');
  }
});

if (isMain(import.meta.url)) {
  await using manager = await Manager.start();
  const queue = manager.queue<string>();
  const writer = new Process(write, [queue]);
  const reader = new Process(read, [queue]);
  await writer.start();
  await writer.join();
  await reader.start();
  await reader.join();
  console.log(`  both have ended: exit codes ${writer.exitCode} and ${reader.exitCode}`);
}
