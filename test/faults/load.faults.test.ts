/** Many clients and many who wait, over a broker in a process of its own: each has its item, and nobody is stuck. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waiting } from '../harness/house.js';
import { ascending, upTo } from '../harness/numbers.js';
import type { Program } from '../harness/processes.js';
import { LoadedBroker, putAll } from './loaded-broker.js';

let broker: LoadedBroker;
beforeEach(async () => {
  broker = await LoadedBroker.start();
});

/** What came to each call of each session of a program of waiters. */
type Outcomes = readonly (readonly unknown[])[];

async function reportOf(program: Program): Promise<Outcomes> {
  const [report] = (await Promise.all([once(program.child, 'message'), program.child.send('report')]))[0];
  return report as Outcomes;
}

const numbersIn = (outcomes: readonly Outcomes[]) => outcomes.flat(2).filter((outcome) => typeof outcome === 'number');

describe('1,000 clients with 10,000 waiting calls on one queue', () => {
  afterEach(() => broker.close(1));

  test('each have one item, first come first served', async () => {
    const programs: Program[] = [];
    for (const _ of upTo(4)) {
      const program = broker.run('waiters', 'q', 250, 10);
      // One after the other: on a busy machine all at once take longer than a program may.
      await program.lines(1);
      programs.push(program);
    }
    const manager = await broker.manager();
    expect(await waiting(manager)).toBe(10_000);
    expect((await manager.census()).sessions).toBe(1_001);
    await putAll(manager.queue('q'), 10_000);
    const outcomes = await Promise.all(programs.map(reportOf));
    expect(ascending(numbersIn(outcomes))).toEqual(upTo(10_000));
    for (const session of outcomes.flat()) expect(session).toEqual([...session].sort((a, b) => Number(a) - Number(b)));
    expect(await waiting(manager)).toBe(0);
  });

  test('go without, where they were aborted or their time was over, and the others have one item each', async () => {
    const [patient, hasty] = [broker.run('waiters', 'q', 50, 100), broker.run('waiters', 'q', 50, 100, 5_000)];
    await Promise.all([patient.lines(1), hasty.lines(1)]);
    const manager = await broker.manager();
    expect(await waiting(manager)).toBe(10_000);
    for (const program of [patient, hasty]) program.child.send('abort');
    await Promise.all([patient.lines(2), hasty.lines(2)]);
    expect(await waiting(manager)).toBe(5_000);
    const late = (await reportOf(hasty)).flat();
    expect(await waiting(manager)).toBe(2_500);
    expect([
      late.filter((each) => each === 'AbortError').length,
      late.filter((each) => each === 'Empty').length,
    ]).toEqual([2_500, 2_500]);
    const queue = manager.queue<number>('q');
    await putAll(queue, 2_501);
    expect(ascending(numbersIn([await reportOf(patient)]))).toEqual(upTo(2_500));
    expect(await queue.get()).toBe(2_500);
  });

  test('lose nothing when half of them are killed', async () => {
    const [first, second] = [broker.run('waiters', 'q', 1, 5_000), broker.run('waiters', 'q', 50, 100)];
    await Promise.all([first.lines(1), second.lines(1)]);
    const manager = await broker.manager();
    expect(await waiting(manager)).toBe(10_000);
    await first.slay();
    await putAll(manager.queue('q'), 5_000);
    expect(ascending(numbersIn([await reportOf(second)]))).toEqual(upTo(5_000));
    expect(await waiting(manager)).toBe(0);
  });
});
