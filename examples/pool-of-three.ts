/** A pool of three processes runs ten tasks of random length. */
import { isMain, Pool, task } from 'holdall';

const work = task(import.meta.url, async function work(number: number) {
  const began = performance.now();
  console.log(`  task ${number} begins in process ${process.pid}`);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  const took = Math.round(performance.now() - began);
  console.log(`  task ${number} ends   in process ${process.pid} after ${took} ms`);
  return process.pid;
});

if (isMain(import.meta.url)) {
  console.log('  --- start ---');
  await using pool = new Pool({ processes: 3 });
  const results = Array.from({ length: 10 }, (_, number) => pool.applyAsync(work, [number]));
  pool.close();
  await pool.join();
  const workers = new Set(await Promise.all(results));
  console.log(`  --- end: ten tasks done by ${workers.size} processes ---`);
}
