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

  test('gives three clients whose sessions end one after the other a linearizable history', async ({ house }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(turns(subject), { minLength: 3, maxLength: 3 }), async (programs) => {
        const history = await historyOf(house, type, programs);
        for (const verdict of check(history, () => subject.model)) {
          expect(verdict.is, report(verdict)).toBe('linearizable');
        }
      }),
      { numRuns: 10 },
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

async function historyOf(house: House, type: string, programs: readonly Program[]): Promise<readonly Operation[]> {
  const name = house.name();
  const recorder = new Recorder();
  const managers = await Promise.all(programs.map(() => house.manager()));
  const running = programs.map((program, index) => {
    const ask = objects[type]?.(managers[index] as (typeof managers)[number], name) as Ask;
    return run(program, (call) =>
      recorder.record({ client: `client ${index}`, object: name, type, ...call }, () => ask(call)),
    );
  });
  for (const [index, manager] of managers.entries()) {
    // So far the others get meanwhile.
    for (let roundTrips = 0; roundTrips < 4; roundTrips++) await manager.census();
    await recorder.recordEnd(`client ${index}`, () => manager.close());
  }
  await Promise.all(running);
  return recorder.history;
}

async function run(program: Program, ask: (call: Program[number][number]) => Promise<void>): Promise<void> {
  for (const calls of program) await Promise.all(calls.map(ask));
}
