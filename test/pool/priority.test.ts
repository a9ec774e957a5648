import { Manager, Pool } from 'holdall';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';
import { exit } from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

const kinds = ['process', 'thread'] as const;
let marks: Marks;
beforeEach(() => {
  marks = new Marks();
});
afterEach(() => marks.remove());

describe.each(kinds)('tasks that wait for the only %s', (kind) => {
  const pool = new Pool({ processes: 1, kind });
  afterAll(() => pool[Symbol.asyncDispose]());

  /** Gives the tasks to a worker that is busy, and the order in which they are run when it is not. */
  const orderOf = async (submit: (note: (text: string, priority?: number, more?: unknown) => void) => void) => {
    const busy = pool.apply(tasks.spinUntil, [marks.path('busy'), 'it', marks.path('gate')]);
    await marks.linesOf('busy', 1);
    const all: Promise<void>[] = [busy.then(() => {})];
    submit((text, priority, more) => {
      const options = priority === undefined ? {} : { priority };
      all.push(pool.apply(tasks.mark, [marks.path('log'), text, more], options));
    });
    marks.open('gate');
    await Promise.all(all);
    return marks.lines('log');
  };

  it('go in the order of their priorities, the smallest first, and among equals as they were submitted', async () => {
    const priorities = [5, 0, -1, 5, 2.5, 0, -1e9, 1e9, 2.5, undefined, -1];
    const order = await orderOf((note) => {
      for (const [index, priority] of priorities.entries()) note(`${priority ?? 0} #${index}`, priority);
    });
    const expected = [...priorities.entries()]
      .map(([index, priority = 0]) => ({ index, priority }))
      .toSorted((a, b) => a.priority - b.priority || a.index - b.index);
    expect(order).toEqual(expected.map(({ index, priority }) => `${priority} #${index}`));
  });

  it('do so with shared objects among their arguments, however new', async () => {
    await using manager = await Manager.start();
    const order = await orderOf((note) => {
      note('third', 0, manager.queue());
      note('last', 1, { deep: [manager.dict()] });
      note('fourth', 0);
      note('first', -1, manager.lock());
      note('fifth', 0, manager.counter());
      note('second', -1);
    });
    expect(order).toEqual(['first', 'second', 'third', 'fourth', 'fifth', 'last']);
  });

  it('do so by hundreds', async () => {
    const order = await orderOf((note) => {
      for (let n = 0; n < 500; n++) note(String(n % 7), n % 7);
    });
    expect(order).toHaveLength(500);
    expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
  });
});

describe.each(kinds)('tasks with a key, for three workers: %s', (kind) => {
  const pool = new Pool({ processes: 3, kind });
  beforeAll(() => pool.warmUp());
  afterAll(() => pool[Symbol.asyncDispose]());

  it('run in the same worker for the same key; different keys are spread over all workers', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `customer ${n}`);
    const rounds = await Promise.all(
      [1, 2, 3].map(() => Promise.all(keys.map((key) => pool.apply(tasks.place, [], { key })))),
    );
    expect(rounds[1]).toEqual(rounds[0]);
    expect(rounds[2]).toEqual(rounds[0]);
    expect(new Set(rounds[0]).size).toBe(3);
    const numbers = await Promise.all(keys.map((_, key) => pool.apply(tasks.place, [], { key })));
    expect(new Set(numbers).size).toBe(3);
  });

  it('run one after the other, in order, shared objects or not, while the other workers do other things', async () => {
    await using manager = await Manager.start();
    const first = pool.apply(tasks.waitUntil, [marks.path('log'), 'first', marks.path('gate')], { key: 'a' });
    const others = Array.from({ length: 20 }, (_, n) =>
      pool.apply(tasks.mark, [marks.path('log'), n, n % 3 ? undefined : manager.queue()], { key: 'a' }),
    );
    await marks.linesOf('log', 1);
    await Promise.all(Array.from({ length: 50 }, () => pool.apply(tasks.place)));
    expect(marks.lines('log')).toEqual(['first']);
    expect(pool.statistics()).toMatchObject({ waiting: 20, running: 1 });
    marks.open('gate');
    await Promise.all([first, ...others]);
    expect(marks.lines('log')).toEqual(['first', ...others.map((_, n) => String(n))]);
  });

  it('run in another worker once theirs is gone, and again all in the same', async () => {
    const at = (key: string) => pool.apply(tasks.place, [], { key });
    const before = await at('a');
    const waiting = [rejectionOf(pool.apply(exit, [3], { key: 'a' })), at('a'), at('a')] as const;
    const [, ...after] = await Promise.all(waiting);
    expect(new Set(after).size).toBe(1);
    expect(after).not.toContain(before);
    expect(await at('a')).toBe(after[0]);
  });

  it('go by priority among each other and the tasks without', async () => {
    const busy = pool.apply(tasks.waitUntil, [marks.path('busy'), 'it', marks.path('gate')], { key: 'a' });
    await marks.linesOf('busy', 1);
    const noted = [3, 1, 2].map((priority) =>
      pool.apply(tasks.mark, [marks.path('log'), priority], { key: 'a', priority }),
    );
    marks.open('gate');
    await Promise.all([busy, ...noted]);
    expect(marks.lines('log')).toEqual(['1', '2', '3']);
  });
});

describe.each(kinds)('broadcast to workers: %s', (kind) => {
  let pool: Pool;
  beforeEach(() => {
    pool = new Pool({ processes: 3, kind });
  });
  afterEach(() => pool[Symbol.asyncDispose]());

  it('runs once in each, also in those that are not started and in one that is busy, in the order of places', async () => {
    const busy = pool.apply(tasks.waitUntil, [marks.path('busy'), 'it', marks.path('gate')]);
    await marks.linesOf('busy', 1);
    expect(pool.statistics().workersStarted).toBe(1);
    const all = pool.broadcast(tasks.whoAmI);
    const places = pool.broadcast(tasks.place);
    marks.open('gate');
    await busy;
    expect((await all).map(({ worker, name }) => [worker, name])).toEqual([0, 1, 2].map((n) => [n, 'whoAmI']));
    expect(new Set(await places).size).toBe(3);
    expect(await pool.broadcast(tasks.place)).toEqual(await places);
    expect(pool.statistics()).toMatchObject({ workersStarted: 3, submitted: 10, succeeded: 10 });
  });

  it('rejects with the first error when it is over everywhere', async () => {
    await pool.warmUp();
    const fails = rejectionOf(pool.broadcast(tasks.failToStart));
    expect(await fails).toMatchObject({ name: 'RangeError', message: 'not today' });
    expect(pool.statistics()).toMatchObject({ failed: 3, running: 0, waiting: 0 });
  });

  it('ends everywhere when its signal aborts', async () => {
    await pool.warmUp();
    const controller = new AbortController();
    const running = rejectionOf(
      pool.broadcast(tasks.spinUntilAsked, [marks.path('log')], { signal: controller.signal }),
    );
    await marks.linesOf('log', 3);
    controller.abort('enough');
    expect(await running).toBe('enough');
    expect(pool.statistics()).toMatchObject({ failed: 3, running: 0, waiting: 0, workers: 3 });
  });
});
