import { describe, expect, it } from 'vitest';
import { node, path } from './programs/run.js';

const MEGABYTE = 2 ** 20;

/** What a program with a pool prints that runs this task; then it closes the pool. */
const printed = (kind: string, task: string, ...args: string[]) =>
  node(path('printing.mjs'), kind, task, ...args).ended;

describe.each(['process', 'thread'])('what a worker %s prints', (kind) => {
  it('reaches the output and the error output of its program', async () => {
    expect(await printed(kind, 'both')).toEqual({ code: 0, output: 'to the output\n', errors: 'to the errors\n' });
  });

  it('may have characters of many bytes, cut anywhere', async () => {
    expect(await printed(kind, 'inBytes')).toEqual({ code: 0, output: 'größer als 𝄞 €\n', errors: '' });
  });

  it('may be a line of a megabyte', async () => {
    const { output } = await printed(kind, 'longLine', String(MEGABYTE));
    expect(output.length).toBe(MEGABYTE + 1);
    expect(output).toMatch(/^x+\n$/);
  });

  it('comes in whole lines, which those of other workers do not tear', async () => {
    const { output, errors } = await printed(kind, 'manyLines', '3', '400');
    const lines = output.split('\n').slice(0, -1);
    expect(errors).toBe('');
    expect(lines).toHaveLength(1_200);
    for (const line of lines) expect(line).toMatch(/^(a+|b+|c+)$/);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([100]));
  });

  it.each(['returns', 'throws', 'exits', 'throwsUncaught'])(
    'comes whole, its last line without an end too, when it %s',
    async (task) => {
      const { code, output } = await printed(kind, task);
      expect({ code, output }).toEqual({ code: 0, output: 'the first line\nthe last' });
    },
  );
});

describe('what is printed', () => {
  it('comes from a process that kills itself the moment after', async () => {
    expect(await printed('process', 'killsItself')).toMatchObject({ code: 0, output: 'the first line\nthe last' });
  });

  it('comes from a Process, too', async () => {
    expect(await printed('Process', 'exits')).toMatchObject({ code: 0, output: 'the first line\nthe last' });
  });

  // A thread hands over one piece, and the others when it has come back to its event loop.
  it('by a thread that is ended while it keeps busy is lost but for the first piece', async () => {
    expect(await printed('thread', 'spins')).toMatchObject({ code: 0, output: 'the first line\n' });
  });

  it('by a process that is ended while it keeps busy is there', async () => {
    expect(await printed('process', 'spins')).toMatchObject({ code: 0, output: 'the first line\nthe last' });
  });

  it.each(['process', 'thread'])('by a worker %s, and waits for a slow output when it ends, is there', async (kind) => {
    const length = 100_000;
    const program = node(path('printing.mjs'), kind, 'longLineAndExits', String(length));
    await program.slowly();
    expect((await program.ended).output).toBe(`${'y'.repeat(MEGABYTE)}\n${'x'.repeat(length)}\n`);
  });

  it.each(['process', 'thread'])('by a worker %s to an output that is closed is dropped', async (kind) => {
    const program = node(path('printing.mjs'), kind, 'untilAskedToStop');
    await program.printed('more');
    program.closeOutput();
    expect(await program.ended).toMatchObject({ code: 5, errors: '' });
  });

  it('by a child of the worker does not keep join() from coming to an end, though the child stays', async () => {
    const { code, output } = await printed('process', 'leavesChild');
    expect({ code, output }).toEqual({ code: 0, output: 'the first line\nthe last' });
  });
});
