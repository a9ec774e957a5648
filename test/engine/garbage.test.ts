import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unreachable } from '../../src/engine/garbage.js';
import type { HostedObject } from '../../src/engine/hosted-object.js';
import { census, Driver, item } from './driver.js';

const LISTS = 6;
const place = fc.nat({ max: LISTS - 1 });

test('when a session ends, of objects that refer to each other those stay that a name or another session leads to', () => {
  const graphs = fc.record({
    /** The first list has a name. */
    edges: fc.array(fc.tuple(place, place), { maxLength: 2 * LISTS }),
    cut: fc.array(place, { maxLength: 3 }),
    known: fc.uniqueArray(place, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(graphs, ({ edges, cut, known }) => {
      const driver = new Driver();
      const [owner, other] = [driver.guest(), driver.guest()];
      const contents = Array.from({ length: LISTS }, () => new Set<number>());
      for (let n = 0; n < LISTS; n++) owner.open(n + 1, 'list', n === 0 ? 'named' : null);
      for (const [from, to] of edges) {
        owner.call(from + 1, 'push', [[[item(0), [to + 1]]]]);
        contents[from]?.add(to);
      }
      for (const n of cut) {
        owner.call(n + 1, 'clear');
        contents[n]?.clear();
      }
      // What another session knows, it was handed by a value that is gone by then.
      other.open(1, 'value', 'passed on');
      owner.open(LISTS + 1, 'value', 'passed on');
      for (const n of known) {
        owner.call(LISTS + 1, 'set', [[item(0), [n + 1]]]);
        other.call(1, 'get');
      }
      owner.call(LISTS + 1, 'set', [item(0)]);
      other.acknowledge();
      owner.disconnect();
      const reached = new Set([0, ...known]);
      for (const n of reached) for (const to of contents[n] ?? []) reached.add(to);
      expect(census(driver)['objects']).toBe(reached.size + 1);
    }),
  );
});

test('a ring that only another ring leads to ends with it', () => {
  const driver = new Driver();
  const guest = driver.guest();
  for (const handle of [1, 2, 3, 4]) guest.open(handle, 'list');
  for (const [from, to] of [
    [1, 2],
    [2, 1],
    [2, 3],
    [3, 4],
    [4, 3],
  ])
    guest.call(from as number, 'push', [[[item(0), [to]]]]);
  guest.disconnect();
  expect(census(driver)['objects']).toBe(0);
});

test.each(['the last', 'the first'])('a long chain is climbed once, looked at from %s of its links on', (from) => {
  const LENGTH = 1_000;
  let looks = 0;
  const chain: object[] = [];
  for (let n = 0; n < LENGTH; n++) {
    const container = chain.at(-1);
    chain.push({
      name: container ? null : 'kept',
      references: 0,
      get containers() {
        looks++;
        return container ? [container] : [];
      },
    });
  }
  const suspects = (from === 'the last' ? chain.toReversed() : chain) as HostedObject[];
  expect(unreachable(suspects).size).toBe(0);
  expect(looks).toBeLessThanOrEqual(LENGTH);
});
