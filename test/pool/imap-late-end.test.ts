import { Pool, type WorkerKind } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo } from './programs/tasks.mjs';

/** Items whose end, or error, comes when the last result has been taken and the next one is waited for. */
async function* lateEnd(allTaken: Promise<void>, failure?: Error): AsyncGenerator<number> {
  yield 1;
  await allTaken;
  if (failure) throw failure;
}

describe.each<WorkerKind>(['process', 'thread'])('an imap in a %s whose items end late', (kind) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, kind });
  });
  afterAll(async () => {
    pool.terminate();
    await pool.join();
  });

  it.each(['imap', 'imapUnordered'] as const)(
    '%s ends when they end after the last result was taken',
    async (method) => {
      let end = () => {};
      const results = pool[method](echo, lateEnd(new Promise((resolve) => (end = resolve))));
      expect(await results.next()).toEqual({ done: false, value: 1 });
      const last = results.next();
      end();
      expect(await last).toEqual({ done: true, value: undefined });
    },
  );

  it('rejects with an error of theirs that comes after the last result was taken', async () => {
    let end = () => {};
    const results = pool.imap(echo, lateEnd(new Promise((resolve) => (end = resolve)), new Error('no more')));
    expect(await results.next()).toEqual({ done: false, value: 1 });
    const last = results.next();
    end();
    await expect(last).rejects.toThrow('no more');
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });
});
