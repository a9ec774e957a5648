import { ArgumentError, NotOwnerError, StaleFenceError, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

const free = { readers: 0, writer: false };

/** Everything an rwLock promises, through one door. */
export function rwLockSuite(door: Door): void {
  const test = testThrough(door);

  test('is held by many readers, or by one writer', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const reads = [await a.rwLock(name).acquireRead(), await b.rwLock(name).acquireRead()];
    reads.push(await a.rwLock(name).acquireRead());
    expect(await b.rwLock(name).state()).toEqual({ readers: 3, writer: false });
    expect(await b.rwLock(name).tryAcquireWrite()).toBeUndefined();
    for (const grant of reads) await grant.release();
    const write = await b.rwLock(name).acquireWrite();
    expect(await a.rwLock(name).state()).toEqual({ readers: 0, writer: true });
    expect(await a.rwLock(name).tryAcquireRead()).toBeUndefined();
    expect(await a.rwLock(name).tryAcquireWrite()).toBeUndefined();
    await write.release();
    expect(await a.rwLock(name).state()).toEqual(free);
  });

  test('lets no reader overtake a writer that waits', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const first = await a.rwLock(name).acquireRead();
    const write = b.rwLock(name).acquireWrite();
    expect(await waiting(b)).toBe(1);
    const reads = [a.rwLock(name).acquireRead(), c.rwLock(name).acquireRead()];
    await waiting(a);
    expect(await waiting(c)).toBe(3);
    expect(await c.rwLock(name).tryAcquireRead()).toBeUndefined();
    await first.release();
    const written = await write;
    expect(await waiting(c)).toBe(2);
    await written.release();
    expect(await Promise.all(reads)).toHaveLength(2);
    expect(await c.rwLock(name).state()).toEqual({ readers: 2, writer: false });
  });

  test('goes to the readers behind a writer that gives up', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a.rwLock(name).acquireRead();
    const control = new AbortController();
    const gaveUp = expect(b.rwLock(name).acquireWrite({ signal: control.signal })).rejects.toThrow('enough');
    expect(await waiting(b)).toBe(1);
    const read = c.rwLock(name).acquireRead();
    expect(await waiting(c)).toBe(2);
    control.abort(new Error('enough'));
    await gaveUp;
    expect((await read).abandoned).toBe(false);
  });

  test('excludes: what is written under it is read whole', async ({ house }) => {
    const [lockName, dictName] = [house.name('rwLock'), house.name('dict')];
    const work = (await house.clients()).flatMap((client) => Array.from({ length: 6 }, () => client));
    const seen = await Promise.all(
      work.map(async (client, index) => {
        const [lock, dict] = [client.rwLock(lockName), client.dict<string, number>(dictName)];
        const isWriter = index % 3 === 0;
        const grant = isWriter ? await lock.acquireWrite() : await lock.acquireRead();
        const [left, right] = [(await dict.get('left')) ?? 0, (await dict.get('right')) ?? 0];
        if (isWriter) {
          await dict.set('left', left + 1);
          await dict.set('right', right + 1);
        }
        await grant.release();
        return left === right;
      }),
    );
    expect(new Set(seen)).toEqual(new Set([true]));
    expect(await work[0]?.dict(dictName).get('right')).toBe(6);
  });

  test('is tried for without waiting, or for a while', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const write = await a.rwLock(name).tryAcquireWrite();
    expect(await b.rwLock(name).tryAcquireRead({ timeout: 3 })).toBeUndefined();
    await expect(b.rwLock(name).acquireRead({ timeout: 3 })).rejects.toThrow(TimeoutError);
    const trying = b.rwLock(name).tryAcquireRead({ timeout: 60_000 });
    expect(await waiting(b)).toBe(1);
    await write?.release();
    const read = await trying;
    await expect(a.rwLock(name).acquireWrite({ timeout: 3 })).rejects.toThrow(TimeoutError);
    await read?.release();
    await (await b.rwLock(name).tryAcquireRead())?.release();
  });

  test('is released by a grant of its own only, and once', async ({ house }) => {
    const manager = await house.manager();
    const [lock, other] = [manager.rwLock(), manager.rwLock()];
    const grant = await lock.acquireRead();
    await other.acquireRead();
    await expect(other.release(grant)).rejects.toThrow(ArgumentError);
    await lock.release(grant);
    await expect(lock.release(grant)).rejects.toThrow(NotOwnerError);
    await grant.release();
    const later = await lock.acquireRead();
    await expect(lock.release(grant)).rejects.toThrow(NotOwnerError);
    await later.release();
    await later.release();
    expect(await lock.state()).toEqual(free);
  });

  test('is not released by the grant of another program', async ({ house }) => {
    const name = house.name();
    const [a, b] = [await house.manager(), await house.manager()];
    const read = await a.rwLock(name).acquireRead();
    await expect(b.rwLock(name).release(read)).rejects.toThrow(NotOwnerError);
    expect(await b.rwLock(name).state()).toEqual({ readers: 1, writer: false });
  });

  test('gives writers a fence, which holds until somebody else has written', async ({ house }) => {
    const [name, dictName] = [house.name('rwLock'), house.name('dict')];
    const manager = await house.manager();
    const [lock, dict] = [manager.rwLock(name), manager.dict<string, number>(dictName)];
    const first = await lock.acquireWrite();
    await dict.set('a', 1, { fence: first.fence });
    await first.release();
    await (await lock.acquireRead()).release();
    await dict.set('a', 2, { fence: first.fence });
    const second = await lock.acquireWrite();
    expect(second.fence.token).toBeGreaterThan(first.fence.token);
    await expect(dict.set('a', 3, { fence: first.fence })).rejects.toThrow(StaleFenceError);
    await dict.set('a', 4, { fence: second.fence });
    expect(await dict.get('a')).toBe(4);
  });

  test('is held while a function runs, and released however it ends', async ({ house }) => {
    const lock = (await house.manager()).rwLock();
    expect(await lock.runRead(() => lock.state())).toEqual({ readers: 1, writer: false });
    expect(await lock.runWrite(({ fence }) => lock.state().then((state) => [state, fence.token]))).toEqual([
      { readers: 0, writer: true },
      2,
    ]);
    const failure = new Error('of the function');
    await expect(lock.runRead(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(lock.runWrite(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await lock.state()).toEqual(free);
  });

  test('is released where a grant that is used goes out of scope', async ({ house }) => {
    const lock = (await house.manager()).rwLock();
    {
      await using _first = await lock.acquireRead();
      await using _second = await lock.acquireRead();
      expect(await lock.state()).toEqual({ readers: 2, writer: false });
    }
    expect(await lock.state()).toEqual(free);
  });

  test('has all grants back of a client that leaves with them', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a.rwLock(name).acquireRead();
    await a.rwLock(name).acquireRead();
    await (await a.rwLock(name).acquireRead()).release();
    const read = await b.rwLock(name).acquireRead();
    const write = c.rwLock(name).acquireWrite();
    expect(await waiting(c)).toBe(1);
    await a.close();
    expect(await b.rwLock(name).state()).toEqual({ readers: 1, writer: false });
    await read.release();
    expect((await write).abandoned).toBe(false);
  });

  test('says that a writer left without releasing, to all up to the next writer', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a.rwLock(name).acquireWrite();
    const reads = [b.rwLock(name).acquireRead(), c.rwLock(name).acquireRead()];
    await waiting(b);
    expect(await waiting(c)).toBe(2);
    await a.close();
    for (const read of await Promise.all(reads)) {
      expect(read.abandoned).toBe(true);
      await read.release();
    }
    const repair = await b.rwLock(name).acquireWrite();
    expect(repair.abandoned).toBe(true);
    await repair.release();
    const after = [await b.rwLock(name).acquireRead(), await c.rwLock(name).acquireRead()];
    expect(after.map(({ abandoned }) => abandoned)).toEqual([false, false]);
  });

  test.for(['runRead', 'runWrite'] as const)('runs no function that is none: %s', async (run, { house }) => {
    const lock = (await house.manager()).rwLock();
    await expect(lock[run]('fn' as never)).rejects.toThrow(`argument fn of rwLock.${run} must be a function; got "fn"`);
    expect(await lock.state()).toEqual(free);
  });

  test.for([undefined, null, 5, {}, 'grant'] as never[])('is not released by %s', async (grant, { house }) => {
    const lock = (await house.manager()).rwLock();
    await lock.acquireRead();
    await expect(lock.release(grant)).rejects.toThrow('argument grant of rwLock.release must be what acquireRead or');
    expect(await lock.state()).toEqual({ readers: 1, writer: false });
  });
}
