/** What programs see of busy polling: test/busy-poll.test.ts tests how it works. */
import { ArgumentError, Manager, serve } from 'holdall';
import { describe, expect, test } from 'vitest';
import { Program } from '../harness/processes.js';

const KEY = 'a key for the tests of busy polling';

/** How many turns a program and its broker asked their event loops for; see the program. */
async function turnsWith(options: object): Promise<{ program: number; broker: number; idle: number }> {
  const { output, errors } = await new Program('test/client/programs/turns.mjs', [JSON.stringify(options)]).ended;
  expect(errors).toBe('');
  return JSON.parse(output);
}

describe('busy polling', () => {
  test('asks for no turn of the event loop while the program does not call', async () => {
    expect(await turnsWith({})).toMatchObject({ idle: 0 });
  });

  test('asks for none at all where it is turned off, in the program and in its broker', async () => {
    expect(await turnsWith({ busyPoll: false })).toEqual({ program: 0, broker: 0, idle: 0 });
  });

  test.for([null, 'no', 0])('cannot be turned off by %j', async (wrong) => {
    const busyPoll = wrong as unknown as boolean;
    const listen = 'memory://busy-poll';
    for (const refused of [
      serve({ listen, authkey: KEY, busyPoll }),
      Manager.connect(listen, { authkey: KEY, busyPoll }),
      Manager.start({ busyPoll }),
    ]) {
      await expect(refused).rejects.toThrow(ArgumentError);
      await expect(refused).rejects.toThrow(/^busyPoll of .* must be true or false; got /);
    }
  });
});
