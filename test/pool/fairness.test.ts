import { Pool } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';

/** So many tiny tasks that workers are given some of them ahead. */
const MANY = 400;

describe.each(['process', 'thread'] as const)('a task that blocks its %s for long', (kind) => {
  let marks: Marks;
  let pool: Pool;
  beforeEach(async () => {
    marks = new Marks();
    pool = new Pool({ processes: 2, kind });
    // Now tasks are known to be short.
    await Promise.all(Array.from({ length: MANY }, () => pool.apply(tasks.place)));
  });
  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    await marks.remove();
  });
  const tiny = (count: number) =>
    Array.from({ length: count }, (_, n) => pool.apply(tasks.mark, [marks.path('log'), n]));
  const block = (gate = 'gate') => pool.apply(tasks.spinUntil, [marks.path('busy'), gate, marks.path(gate)]);

  it('holds up none of those that were given to its worker behind it', async () => {
    const before = tiny(MANY / 2);
    const blocking = block();
    const behind = Array.from({ length: MANY }, (_, n) => pool.apply(tasks.mark, [marks.path('behind'), n]));
    await Promise.all([...before, ...behind]);
    expect(pool.statistics()).toMatchObject({ running: 1, waiting: 0 });
    expect(marks.lines('busy')).toEqual(['gate']);
    marks.open('gate');
    expect(await blocking).toBe('gate');
    expect(new Set(marks.lines('behind')).size).toBe(MANY);
    expect(marks.lines('behind')).toHaveLength(MANY);
    expect(pool.statistics()).toMatchObject({ failed: 0, workersStarted: 2 });
  });

  it('holds them up no longer than until one of several such tasks is over', async () => {
    const blocking = [block('gate 1'), block('gate 2')];
    const behind = tiny(MANY);
    await marks.linesOf('busy', 2);
    expect(marks.lines('log')).toEqual([]);
    marks.open('gate 2');
    await Promise.all(behind);
    expect(pool.statistics()).toMatchObject({ running: 1, waiting: 0 });
    marks.open('gate 1');
    await Promise.all(blocking);
    expect(marks.lines('log')).toHaveLength(MANY);
  });

  it('holds none up though new tasks come without end: those that are submitted first run first', async () => {
    const blocking = block();
    const behind = tiny(MANY);
    let isFed = true;
    const feed = async () => {
      // As many at a time as keep the other worker busy, and always some that wait.
      while (isFed) await Promise.all(Array.from({ length: 50 }, () => pool.apply(tasks.place)));
    };
    const feeding = [feed(), feed(), feed()];
    await Promise.all(behind);
    expect(pool.statistics().running).toBeGreaterThanOrEqual(1);
    isFed = false;
    marks.open('gate');
    await Promise.all([blocking, ...feeding]);
    expect(marks.lines('log')).toHaveLength(MANY);
  });

  it('holds up no chunks of a map', async () => {
    const blocking = block();
    const places = await pool.map(tasks.place, Array.from({ length: MANY }), { chunkSize: 2 });
    expect(new Set(places).size).toBe(1);
    expect(pool.statistics()).toMatchObject({ running: 1, waiting: 0 });
    marks.open('gate');
    await blocking;
  });

  it('and is not alone in its worker: the others are shared out again when it is over', async () => {
    const blocking = block();
    await marks.linesOf('busy', 1);
    marks.open('gate');
    await blocking;
    const places = await pool.broadcast(tasks.place);
    const used = await Promise.all(Array.from({ length: MANY }, () => pool.apply(tasks.place)));
    expect(new Set(used)).toEqual(new Set(places));
  });
});
