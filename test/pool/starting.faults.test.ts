import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Manager, Pool, Process, TimeoutError, WorkerLostError } from 'holdall';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { preloading } from './preload.js';
import * as tasks from './programs/tasks.mjs';
import { isAlive, rejectionOf } from './settled.js';

/** What a task rejects with that no worker could take. */
async function refusalOf(waiting: Promise<unknown>) {
  const error = await rejectionOf<WorkerLostError>(waiting);
  expect(error).toBeInstanceOf(WorkerLostError);
  expect(error.happened).toBe('no');
  return error;
}

describe('a pool whose workers cannot start', () => {
  it('rejects the tasks that wait instead of starting others for ever, and tries again for later ones', async () => {
    await using pool = new Pool({ processes: 1 });
    await preloading('process.exit(7)', async () => {
      const [first, second] = [refusalOf(pool.apply(tasks.add, [1, 2])), refusalOf(pool.apply(tasks.pid))];
      expect((await first).message).toMatch(/ended with exit code 7 before it could take task add of file:/);
      expect((await second).message).toMatch(/before it could take task pid of file:/);
    });
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });
});

describe('a pool whose workers are killed while they start', () => {
  /** Where each worker that was killed leaves a line. */
  let kills: string;
  beforeEach(() => {
    kills = join(tmpdir(), `holdall-${randomUUID()}`);
  });
  afterEach(() => rm(kills, { force: true }));

  const killing = (signal: NodeJS.Signals, most: number) => `
    import { appendFileSync, existsSync, readFileSync } from 'node:fs';
    const file = ${JSON.stringify(kills)};
    if (!existsSync(file) || readFileSync(file, 'utf8').length < ${most}) {
      appendFileSync(file, 'x');
      process.kill(process.pid, '${signal}');
      await new Promise(() => {});
    }`;
  const killed = async () => (await readFile(kills, 'utf8')).length;

  it.each(['SIGKILL', 'SIGTERM'] as const)('starts others for the tasks that wait: %s', async (signal) => {
    await using pool = new Pool({ processes: 1 });
    await preloading(killing(signal, 5), async () => {
      expect(await Promise.all([1, 2].map((n) => pool.apply(tasks.add, [n, n])))).toEqual([2, 4]);
    });
    expect(await killed()).toBe(5);
  });

  it('does not do so for ever', async () => {
    await using pool = new Pool({ processes: 1 });
    await preloading(killing('SIGKILL', Number.POSITIVE_INFINITY), async () => {
      const { message } = await refusalOf(pool.apply(tasks.pid));
      expect(message).toMatch(/^worker process \d+ was ended by SIGKILL before it could take task pid of file:/);
    });
    expect(await killed()).toBe(10);
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });
});

describe('a pool that has a worker and cannot start another', () => {
  let manager: Manager;
  let pool: Pool;
  /** Where each worker that starts in vain leaves a line. */
  let starts: string;
  beforeEach(async () => {
    starts = join(tmpdir(), `holdall-${randomUUID()}`);
    manager = await Manager.start();
    pool = new Pool({ processes: 2 });
  });
  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    await manager.close();
    await rm(starts, { force: true });
  });

  const failing = () =>
    `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(starts)}, process.pid + ' '); process.exit(7);`;
  const pidsOfFailed = async () => {
    const text = await readFile(starts, 'utf8').catch(() => '');
    return text.split(' ').filter(Boolean).map(Number);
  };
  const failed = async () => {
    await eventually(
      async () => (await pidsOfFailed()).length >= 3 && !(await pidsOfFailed()).some(isAlive),
      () => 'three workers failed to start',
    );
    for (let i = 0; i < 10; i++) await manager.ping();
  };

  async function running() {
    const [event, started] = [manager.event(), manager.event()];
    const result = pool.apply(tasks.waitFor, [event, started]);
    await started.wait();
    return { result, finish: () => event.set() };
  }

  it('leaves the work to the one that it has, and starts others when things are mended', async () => {
    const { result, finish } = await running();
    await preloading(failing(), async () => {
      const sums = Promise.all([pool.apply(tasks.add, [1, 2]), pool.apply(tasks.add, [2, 2])]);
      await failed();
      await finish();
      expect(await sums).toEqual([3, 4]);
      expect(await pidsOfFailed()).toHaveLength(3);
    });
    const both = [await running(), await running()];
    for (const each of both) await each.finish();
    const pids = await Promise.all(both.map((each) => each.result));
    expect(new Set(pids).size).toBe(2);
    expect(pids).toContain(await result);
  });

  it('tries again for who asks for the missing one, though tasks still wait for the other', async () => {
    const { result, finish } = await running();
    const waiting: Promise<number>[] = [];
    await preloading(failing(), async () => {
      waiting.push(pool.apply(tasks.add, [1, 2]));
      await failed();
    });
    await pool.warmUp();
    await finish();
    await result;
    expect(await Promise.all(waiting)).toEqual([3]);
  });

  it('rejects the tasks that wait when that one is lost and cannot be replaced', async () => {
    const pids = manager.queue<number>();
    const staying = rejectionOf<WorkerLostError>(pool.apply(tasks.stay, [pids]));
    const pid = await pids.get();
    await preloading(failing(), async () => {
      const waiting = refusalOf(pool.apply(tasks.add, [1, 2]));
      await failed();
      process.kill(pid, 'SIGKILL');
      expect((await staying).happened).toBe('unknown');
      expect((await waiting).message).toMatch(/before it could take task add of file:/);
    });
  });
});

describe('the time that a worker has to become ready', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets the limit pass, for this worker and for the next. */
  async function passUntil(settled: Promise<unknown>) {
    let isOver = false;
    void settled.then(() => {
      isOver = true;
    });
    while (!isOver) {
      vi.advanceTimersByTime(30_000);
      await setImmediate();
    }
  }

  it('is limited: a loader that never ends rejects the task, and says so', async () => {
    await using pool = new Pool({ processes: 1 });
    await preloading('setInterval(() => {}, 1_000); await new Promise(() => {});', async () => {
      const refused = refusalOf(pool.apply(tasks.pid));
      await passUntil(refused);
      const { message, cause } = await refused;
      expect(message).toMatch(
        /^worker process \d+ was ended by SIGKILL before it could take task pid of file:.*tasks.mjs, because of /,
      );
      expect(cause).toBeInstanceOf(TimeoutError);
      expect(cause).toMatchObject({ message: expect.stringContaining('not ready within 30000 ms') });
    });
    vi.useRealTimers();
  });

  it('does not limit how long it lives', async () => {
    await using pool = new Pool({ processes: 1 });
    const pid = await pool.apply(tasks.pid);
    vi.advanceTimersByTime(60_000);
    await setImmediate();
    expect(await pool.apply(tasks.pid)).toBe(pid);
    vi.useRealTimers();
  });
});

describe('a process that cannot start', () => {
  it('says so by start(), leaves nothing behind, and may be started again', async () => {
    const child = new Process(tasks.setExitCode, [6], { name: 'Sleeper' });
    await preloading('process.exit(7)', async () => {
      const { message } = await refusalOf(child.start());
      expect(message).toMatch(
        /^worker process \d+ ended with exit code 7 before it could take task setExitCode for Sleeper$/,
      );
    });
    expect([child.pid, child.isAlive(), child.exitCode]).toEqual([undefined, false, undefined]);
    await child.start();
    await child.join();
    expect(child.exitCode).toBe(6);
  });
});
