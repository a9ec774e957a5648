/** The gate of CURVE and the life of its process. */
import { expect, test } from 'vitest';
import { run } from './programs/run.js';

test('a program that has closed its listener ends by itself', async () => {
  expect(await run('guarded', 'close').ended).toEqual({ code: 0, output: '', errors: '' });
});

test('a program may exit while it listens, and while it is asked about somebody', async () => {
  expect(await run('guarded', 'exit').ended).toEqual({ code: 0, output: '', errors: '' });
});

test('a program that fails while it listens ends with its error', async () => {
  const { code, errors } = await run('guarded', 'fail').ended;
  expect([code, errors]).toEqual([1, expect.stringContaining('it failed')]);
});

test('a program that listens stays', async () => {
  const program = run('guarded', 'stay');
  expect(await program.firstOutput).toMatch(/^tcp:/);
  program.kill();
  expect((await program.ended).code).toBe('SIGKILL');
});
