/** Runs the examples one after the other, each as a program of its own, and says how long each took. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const examples = {
  'two-processes.ts': 'Two processes, one queue',
  'pool-of-three.ts': 'A pool of three runs ten tasks',
  'shared-queue.ts': 'A queue shared by pool workers',
  'work-queue.ts': 'A work queue whose workers are killed',
  'chat.ts': 'A chat between processes',
  'leaderboard.ts': 'A type of one’s own, shared by pool workers',
  'resource-pool.ts': 'A type of one’s own that blocks, and a process that is killed',
  'word-count.ts': 'Word count over many files',
  'images.ts': 'Images that threads are given without copies',
  'crawl.ts': 'A crawl that finds its pages as it goes',
  'streams.ts': 'Tasks that give values one by one, report, and are stopped',
};

async function run(file: string): Promise<number> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  if (signal !== null) console.error(`  ${file} was ended by ${signal}`);
  return code ?? 1;
}

for (const [file, title] of Object.entries(examples)) {
  console.log(`\n${title} (examples/${file})`);
  const began = performance.now();
  const code = await run(file);
  console.log(`  [exit code ${code}, ${Math.round(performance.now() - began)} ms]`);
  if (code !== 0) process.exitCode = 1;
}
console.log(process.exitCode === 1 ? '\nNot every program ended well.' : '\nAll programs ended well.');
