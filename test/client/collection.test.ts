import { describe, expect } from 'vitest';
import { AUTHKEY, zeromqDoor } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';
import { Program } from '../harness/processes.js';

describe('proxies that JavaScript collects', () => {
  const test = testThrough(zeromqDoor);

  test('give their references back, and their objects end', async ({ house }) => {
    const program = new Program('test/client/programs/collected.mjs', [house.address], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
      execArgv: ['--expose-gc'],
    });
    expect(await program.ended).toEqual({ code: 0, signal: null, output: 'before: 301\nafter: 1\n', errors: '' });
  });
});
