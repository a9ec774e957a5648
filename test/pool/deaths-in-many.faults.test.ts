import { Manager, Pool, type ResultIterator } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindsOfDeath, lossOf, Notes } from './lost.js';
import * as deaths from './programs/deaths.mjs';
import * as tasks from './programs/tasks.mjs';

/** Seven items, the worker of one of which dies. */
const itemsWith = (how: deaths.Death) =>
  Array.from({ length: 7 }, (_, value) => (value === 3 ? { value, how } : { value }));

/** What `next` gives until the end: values, and for each error its class. */
async function all(results: ResultIterator<number>) {
  const seen: unknown[] = [];
  for (;;) {
    try {
      const { done, value } = await results.next();
      if (done) return seen;
      seen.push(value);
    } catch (error) {
      seen.push((error as Error).name);
    }
  }
}

describe.each(kindsOfDeath)('a worker that is lost with one of many tasks: $kind', ({ kind, how, ended }) => {
  let manager: Manager;
  let pool: Pool;
  beforeAll(async () => {
    manager = await Manager.start();
    pool = new Pool({ processes: 2, kind });
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    await manager.close();
  });

  it('during a map rejects it, when the other chunks are done', async () => {
    const { submitted, succeeded, failed } = pool.statistics();
    const { message } = await lossOf(pool.map(deaths.dieIfTold, itemsWith(how), { chunkSize: 2 }));
    expect(message).toMatch(ended);
    expect(message).toContain(' while it ran task dieIfTold of ');
    const after = pool.statistics();
    expect([after.submitted - submitted, after.succeeded - succeeded, after.failed - failed]).toEqual([4, 3, 1]);
  });

  it('during a map that may be run again is no loss: the chunk is run again', async () => {
    await using notes = new Notes();
    const calls = [0, 1, 2].map((n) => [n, notes.file, how] as const);
    expect(await pool.starmap(deaths.dieInFirst, calls, { chunkSize: 3, retries: 2 })).toEqual([3, 3, 3]);
    expect(await notes.lines()).toEqual([1, 1, 2, 2, 2, 3, 3, 3].map((attempt) => `attempt ${attempt}`));
  });

  it('during an imap takes the results of its chunk with it, in their place, and no others', async () => {
    const results = pool.imap(deaths.dieIfTold, itemsWith(how), { chunkSize: 2 });
    expect(await all(results)).toEqual([0, 1, 'WorkerLostError', 4, 5, 6]);
  });

  it('during an imapUnordered takes the results of its chunk with it, and no others', async () => {
    const seen = await all(pool.imapUnordered(deaths.dieIfTold, itemsWith(how), { chunkSize: 2 }));
    expect(seen.map(String).sort()).toEqual(['0', '1', '4', '5', '6', 'WorkerLostError']);
  });

  it('during a stream ends that, after the values that it gave', async () => {
    const event = manager.event();
    const values = pool.stream(deaths.yieldAndDie, [[1, 2], event, how], { retries: 5 });
    expect([(await values.next()).value, (await values.next()).value]).toEqual([1, 2]);
    await event.set();
    const { message } = await lossOf(values.next());
    expect(message).toMatch(ended);
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });

  it('before a stream gave anything is no loss if that may be run again', async () => {
    expect(await all(pool.stream(deaths.yieldAtLast, [[1, 2], how], { retries: 1 }))).toEqual([1, 2]);
    expect(await all(pool.stream(deaths.yieldAtLast, [[1, 2], how]))).toEqual(['WorkerLostError']);
  });

  it('during a broadcast rejects it, when the others are done', async () => {
    const { succeeded } = pool.statistics();
    const { message } = await lossOf(pool.broadcast(deaths.dieAtPlace, [1, how]));
    expect(message).toMatch(ended);
    expect(pool.statistics().succeeded).toBe(succeeded + 1);
    expect(await pool.broadcast(deaths.dieAtPlace, [9, how])).toEqual([0, 1]);
  });

  it('is replaced at its place: what has the same key runs there', async () => {
    const places = () => pool.apply(deaths.dieAtPlace, [9, how], { key: 'the key' });
    const place = await places();
    await lossOf(pool.apply(deaths.dieNow, [how], { key: 'the key' }));
    expect(await places()).toBe(place);
  });

  it('is no trouble for the tasks of others', async () => {
    const [event, started] = [manager.event(), manager.event()];
    const other = pool.apply(tasks.waitFor, [event, started]);
    await started.wait();
    await lossOf(pool.apply(deaths.dieNow, [how]));
    await event.set();
    expect(await other).toBeTypeOf('number');
  });
});
