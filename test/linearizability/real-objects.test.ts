/** The models against the objects themselves: what the broker does is linearizable, to what the models say. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { memoryDoor } from '../harness/doors.js';
import { type House, testThrough } from '../harness/house.js';
import { check } from './checker.js';
import type { Subject } from './generated.js';
import type { Operation } from './history.js';
import { type Ask, objects } from './real-objects.js';
import { Recorder } from './recorder.js';
import { report } from './report.js';
import { subjects } from './subjects.js';

describe.each(Object.entries(subjects))('a real %s', (type, subject) => {
  const test = testThrough(memoryDoor);

  test('gives clients whose sessions end one after the other a linearizable history', async ({ house }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(turns(subject), { minLength: 4, maxLength: 4 }), async (programs) => {
        const history = await historyOf(house, type, programs);
        for (const verdict of check(history, () => subject.model)) {
          expect(verdict.is, report(verdict)).toBe('linearizable');
        }
      }),
      { numRuns: 8 },
    );
  });
});

/** What a client asks at one time, then, then. */
type Program = readonly (readonly Pick<Operation, 'name' | 'args'>[])[];

function turns({ calls }: Subject): fc.Arbitrary<Program> {
  // A release by its token cannot be asked of a proxy.
  const aCall = calls.filter(({ name, args }) => name !== 'release' || typeof args[0] !== 'number' || args[0] > 1);
  return fc.array(fc.array(aCall, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 6 });
}

/** The last client begins when the sessions of the others have ended: it finds what these left. */
async function historyOf(house: House, type: string, programs: readonly Program[]): Promise<readonly Operation[]> {
  const name = house.name();
  const recorder = new Recorder();
  const clients = await Promise.all(
    programs.map(async (program, index) => ({ program, client: `client ${index}`, manager: await house.manager() })),
  );
  const start = ({ program, client, manager }: (typeof clients)[number]) => {
    const ask = objects[type]?.(manager, name) as Ask;
    return run(program, (call) => recorder.record({ client, object: name, type, ...call }, () => ask(call)));
  };
  const end = async ({ client, manager }: (typeof clients)[number]) => {
    // So far the others get meanwhile.
    for (let roundTrips = 0; roundTrips < 4; roundTrips++) await manager.census();
    await recorder.recordEnd(client, () => manager.close());
  };
  const last = clients.at(-1) as (typeof clients)[number];
  const running = clients.slice(0, -1).map(start);
  for (const client of clients.slice(0, -1)) await end(client);
  running.push(start(last));
  await end(last);
  await Promise.all(running);
  return recorder.operations;
}

async function run(program: Program, ask: (call: Program[number][number]) => Promise<unknown>): Promise<void> {
  for (const calls of program) await Promise.all(calls.map(ask));
}
