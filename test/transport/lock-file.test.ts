import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Files, whileLocked } from '../../src/transport/lock-file.js';

const LOCK = '/run/broker.sock.lock';

/** More than any system gives out. */
const DEAD = '2147483646';

/** Files of several contenders, each step of whom falls when the scheduler says. */
function contested(scheduler: fc.Scheduler, content: ReadonlyMap<string, string>): Files {
  const files = new Map(content);
  const step = async <T>(label: string, act: () => T): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), label);
    return act();
  };
  return {
    create: (path, text) =>
      step(`create ${path}`, () => {
        if (files.has(path)) throw Object.assign(new Error('it exists'), { code: 'EEXIST' });
        files.set(path, text);
      }),
    read: (path) => step(`read ${path}`, () => files.get(path)),
    remove: (path) => step(`remove ${path}`, () => void files.delete(path)),
  };
}

test.each([
  ['there is none', []],
  ['one is left over', [LOCK]],
  ['one is left over, and so is the one to remove it', [LOCK, `${LOCK}.lock`]],
  ['one is left over, and so are all that could remove it', [LOCK, `${LOCK}.lock`, `${LOCK}.lock.lock`]],
])('in whatever order three who want a lock take their steps, one gets it and never two, where %s', async (_, left) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const files = contested(scheduler, new Map(left.map((path) => [path, DEAD])));
      let inside = 0;
      let times = 0;
      const work = async (): Promise<boolean> => {
        times++;
        expect(++inside).toBe(1);
        await scheduler.schedule(Promise.resolve(), 'work');
        inside--;
        return true;
      };
      const contenders = Promise.all([1, 2, 3].map(() => whileLocked(LOCK, work, files)));
      await scheduler.waitFor(contenders);
      expect(times).toBeGreaterThan(0);
      expect((await contenders).filter((result) => result === true).length).toBe(times);
      expect([await unscheduled(files, LOCK, scheduler)]).toEqual([undefined]);
    }),
    { numRuns: 500 },
  );
});

async function unscheduled(files: Files, path: string, scheduler: fc.Scheduler): Promise<string | undefined> {
  const content = files.read(path);
  await scheduler.waitFor(content);
  return content;
}

test('a lock is given back where the work fails', async () => {
  const files = new Map<string, string>();
  const real: Files = {
    create: async (path, text) => void files.set(path, text),
    read: async (path) => files.get(path),
    remove: async (path) => void files.delete(path),
  };
  const failing = whileLocked(LOCK, () => Promise.reject(new Error('the work failed')), real);
  await expect(failing).rejects.toThrow('the work failed');
  expect(files.size).toBe(0);
});
