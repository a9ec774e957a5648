import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Pool } from 'holdall';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lossOf } from './lost.js';
import { Marks } from './marks.js';
import * as deaths from './programs/deaths.mjs';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

describe('a worker process', () => {
  afterEach(() => void vi.useRealTimers());

  it('that neither begins a task nor gives it back is killed when the task is stopped', async () => {
    await using pool = new Pool({ processes: 1 });
    process.kill(await pool.apply(tasks.pid), 'SIGSTOP');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const controller = new AbortController();
    const aborted = rejectionOf(pool.apply(tasks.add, [1, 2], { signal: controller.signal }));
    controller.abort('enough');
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    expect(await aborted).toBe('enough');
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });

  it('that has left its pipe to a child is lost all the same when it ends', async () => {
    const marks = new Marks();
    await using pool = new Pool({ processes: 1 });
    await lossOf(pool.apply(deaths.dieAndLeaveChild, [marks.path('over'), 3]));
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
    marks.open('over');
    await marks.remove();
  });
});

describe('a program without descriptors for another worker', () => {
  it('is told so by its tasks, and goes on when it has some again', () => {
    const program = fileURLToPath(new URL('programs/starved.mjs', import.meta.url));
    const shell = ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, program];
    const { stdout, stderr } = spawnSync('sh', shell, { encoding: 'utf8' });
    expect(stdout).toBe('EMFILE\n3\n');
    expect(stderr).toBe('');
  });
});
