/** Clients in processes and threads of their own behind a network that cuts, duplicates and delays. */
import { expect, test } from 'vitest';
import { ascending, upTo } from '../harness/numbers.js';
import { assertNoChildren } from '../harness/processes.js';
import { crews } from './sailors.js';
import { Storm } from './storm.js';

const CLIENTS = 3;
/** What each of them does: so many puts and increments, and a tenth of that in grants. */
const EACH = 200;

/** What a client did. */
interface Share {
  readonly sums: readonly number[];
  readonly tokens: readonly number[];
  readonly taken: readonly (readonly [client: number, n: number])[];
}

test.each(crews)(
  'each in $where, clients have each effect once, in order, and exclude each other',
  async ({ hire }) => {
    const storm = await Storm.gather();
    const latch = storm.ashore.latch('puts', { count: CLIENTS });
    expect(await latch.count()).toBe(CLIENTS);
    const sailors = upTo(CLIENTS).map((id) => hire('at-sea', storm.proxy.address, id, EACH));
    for (const ready of sailors.map((sailor) => sailor.next())) expect(await ready).toBe('ready');
    storm.rise();
    const shares = sailors.map((sailor) => sailor.next() as Promise<Share>);
    for (const sailor of sailors) sailor.say('begin');
    await latch.wait();
    await storm.ashore.queue('items').shutdown();
    expectEachOnce(await Promise.all(shares));
    expect(storm.proxy.cuts).toBeGreaterThan(10);
    storm.subside();
    for (const sailor of sailors) sailor.say('leave');
    for (const { ended } of sailors) expect(await ended).toEqual([0, '']);
    await storm.end(4);
    await assertNoChildren();
  },
);

function expectEachOnce(shares: readonly Share[]): void {
  expect(ascending(shares.flatMap(({ sums }) => sums))).toEqual(upTo(CLIENTS * EACH).map((n) => n + 1));
  const tokens = shares.flatMap((share) => share.tokens);
  expect(ascending(tokens)).toEqual(upTo((CLIENTS * EACH) / 10).map((n) => n + 1));
  for (const share of shares) {
    expect(share.sums).toEqual(ascending(share.sums));
    expect(share.tokens).toEqual(ascending(share.tokens));
    for (const id of upTo(CLIENTS)) {
      const ofOne = share.taken.filter(([from]) => Number(from) === id).map(([, n]) => n);
      expect(ofOne).toEqual(ascending(ofOne));
    }
  }
  const taken = shares.flatMap((share) => share.taken).map(([id, n]) => Number(id) * EACH + n);
  expect(ascending(taken)).toEqual(upTo(CLIENTS * EACH));
}
