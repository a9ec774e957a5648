import { describe, expect } from 'vitest';
import { AUTHKEY, zeromqDoor } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';
import { Program } from '../harness/processes.js';

describe('a program that does not close its manager', () => {
  const test = testThrough(zeromqDoor);

  test('ends by itself when it has nothing more to do, and its session with it', async ({ house }) => {
    const name = house.name();
    const program = new Program('test/faults/programs/visitor.mjs', [house.address, name], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    expect(await program.ended).toEqual({ code: 0, signal: null, output: 'put\n', errors: '' });
    const client = await house.client();
    expect(await client.queue(name).get()).toBe('from a visitor');
  });
});
