/** A work queue: workers reserve jobs, one is killed in the middle of its job, and no job is lost. */
import { isMain, Manager, Process, type SharedQueue, task } from 'holdall';

interface Job {
  readonly name: string;
  readonly kind: 'good' | 'deadly' | 'poison';
}

const worker = task(import.meta.url, async function worker(jobs: SharedQueue<Job>) {
  for (;;) {
    await using delivery = await jobs.reserve({ lease: 60_000 });
    const { value: job, attempt } = delivery;
    console.log(`  worker ${process.pid} has ${job.name}, attempt ${attempt}`);
    if (job.kind === 'deadly' && attempt === 1) process.kill(process.pid, 'SIGKILL');
    if (job.kind === 'poison') continue; // Not acknowledged: given back at the end of the block.
    await delivery.ack();
  }
});

if (isMain(import.meta.url)) {
  await using manager = await Manager.start();
  const failed = manager.queue<Job>();
  const jobs = manager.queue<Job>(undefined, { maxDeliveries: 3, deadLetter: failed });
  await jobs.putMany([
    { name: 'job 1', kind: 'good' },
    { name: 'job 2', kind: 'deadly' },
    { name: 'job 3', kind: 'poison' },
    { name: 'job 4', kind: 'good' },
  ]);
  await jobs.put({ name: 'job 4 again', kind: 'good' }, { delay: 100, id: 'job 4 again' });

  const workers = [new Process(worker, [jobs]), new Process(worker, [jobs])];
  for (const each of workers) await each.start();
  await jobs.join();
  for (const { name } of await failed.drain()) console.log(`  ${name} failed three times`);
  console.log('  all other jobs are done');
  for (const each of workers) each.terminate();
  for (const each of workers) await each.join();
}
