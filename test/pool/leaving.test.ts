import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Marks } from './marks.js';
import { node, path } from './programs/run.js';

describe.each(['process', 'thread'] as const)('a program whose pool is left alone: %s', (kind) => {
  let marks: Marks;
  beforeEach(() => {
    marks = new Marks();
  });
  afterEach(() => marks.remove());
  const start = (how: string) => node(path('ends.mjs'), how, kind, marks.path('log'), marks.path('gate'));

  it.each(['idle', 'recycled'])('ends when the pool has nothing to do: %s', async (how) => {
    expect(await start(how).ended).toEqual({ code: 0, output: 'the program ends\n', errors: '' });
  });

  it.each([
    ['busy', 'begun\nthe program ends\n'],
    ['closed', '3\nbegun\nthe program ends\n'],
  ])('stays until its tasks are done: %s', async (how, output) => {
    const program = start(how);
    let isOver = false;
    const ended = program.ended.finally(() => {
      isOver = true;
    });
    await marks.linesOf('log', 1);
    if (how === 'closed') await program.printed('3');
    await setImmediate();
    expect(isOver).toBe(false);
    marks.open('gate');
    expect(await ended).toEqual({ code: 0, output, errors: '' });
  });

  it('goes on when its listeners throw: that is an uncaught exception, and nothing else', async () => {
    const { code, output, errors } = await node(path('complains.mjs'), kind).ended;
    const times = (count: number, text: string) => Array<string>(count).fill(text);
    const uncaught = ['onReport', 'report', ...times(4, 'taskEnded'), ...times(4, 'taskStarted')];
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output.split('\n')).toEqual([
      JSON.stringify(times(4, 'reported')),
      [...uncaught, 'workerEnded', 'workerReady', 'workerStarted'].join(' '),
      '4',
      '',
    ]);
  });
});
