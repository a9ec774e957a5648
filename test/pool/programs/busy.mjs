/** Ends while a task of its pool and one of its processes are too busy to see it. */
import { isMain, Pool, Process, task } from 'holdall';

export const spin = task(import.meta.url, function spin() {
  console.log('spinning', process.pid);
  for (;;);
});

if (isMain(import.meta.url)) {
  process.on('message', () => process.exit(0));
  new Pool({ processes: 1 }).applyAsync(spin);
  await new Process(spin, [], { daemon: true }).start();
}
