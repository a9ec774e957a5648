/**
 * A client behind a network that fails, in a process or in a thread of its own: says that it is connected, does its
 * share when it is told to, tells what came of that, and leaves when it is told to again.
 */
import { Manager, ShutDown } from 'holdall';
import { given, hangUp, say, told } from './shore.mjs';

const [address, authkey, id, each] = given;

const manager = await Manager.connect(address, { authkey });
const [counts, lock] = [manager.dict('counts'), manager.lock('lock')];
const queue = manager.queue('items', { maxSize: 50 });

const toldToBegin = told();
say('ready');
await toldToBegin;
const [sums, tokens, taken] = await Promise.all([increments(), grants(), items(), puts()]);
const toldToLeave = told();
say({ sums, tokens, taken });
await toldToLeave;
// Who is away when it says bye would be left to the grace.
await manager.ping();
await manager.close();
hangUp();

/** Whoever has put everything counts down: after the last, the queue is shut down. */
async function puts() {
  for (let n = 0; n < each; n++) await queue.put([id, n]);
  await manager.latch('puts').countDown();
}

async function increments() {
  const made = [];
  for (let n = 0; n < each; n++) {
    made.push(counts.increment('all'));
    if (n % 5 === 4) await made[n - 4];
  }
  return Promise.all(made);
}

async function grants() {
  const granted = [];
  for (let n = 0; n < each / 10; n++) await lock.run(({ fence }) => void granted.push(fence.token));
  return granted;
}

/** All that it gets until the queue is shut down. */
async function items() {
  const got = [];
  try {
    for (;;) got.push(await queue.get());
  } catch (error) {
    if (!(error instanceof ShutDown)) throw error;
    return got;
  }
}
