/** `node processes.mjs daemon|child`: starts a process that waits for ever, or one that prints, and has nothing else to do. */
import { Manager, Process } from 'holdall';
import { say } from './say.mjs';
import { stay } from './tasks.mjs';

if (process.argv[2] === 'daemon') {
  const manager = await Manager.start();
  const pids = manager.queue();
  const child = new Process(stay, [pids], { daemon: true });
  await child.start();
  await pids.get();
  console.log('the program is done');
} else {
  await new Process(say, ['the child is done'], { name: 'Talker' }).start();
  console.log('the program is done');
}
