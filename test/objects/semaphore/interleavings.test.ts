/** Every order in which three sessions can take, give back, give up and end, at one engine. */
import { describe, expect, test } from 'vitest';
import { Driver, type Guest } from '../../engine/driver.js';

const PERMITS = 2;

/** What a session does next; each is done at most once by each session. */
const acts = ['take one', 'take two', 'give up', 'end'] as const;
type Act = (typeof acts)[number];

interface Call {
  readonly call: number;
  readonly permits: number;
  /** Its place among all acts. */
  readonly place: number;
}

interface Party {
  readonly guest: Guest;
  readonly calls: Call[];
  readonly done: Set<Act>;
}

/** Takes each path of acts up to a length, from the beginning each time: an engine cannot be copied. */
function* paths(length: number): Generator<readonly (readonly [party: number, act: Act])[]> {
  yield [];
  if (length === 0) return;
  for (const path of paths(length - 1)) {
    if (path.length < length - 1) continue;
    for (const party of [0, 1, 2]) {
      for (const act of acts) {
        const before = path.filter(([other]) => other === party).map(([, did]) => did);
        if (!before.includes(act) && !before.includes('end')) yield [...path, [party, act]];
      }
    }
  }
}

function begin(type: string): { driver: Driver; probe: Guest; parties: Party[] } {
  const driver = new Driver();
  const [probe, ...guests] = Array.from({ length: 4 }, () => driver.guest()) as [Guest, ...Guest[]];
  for (const guest of [probe, ...guests]) guest.open(1, type, 's', { permits: PERMITS });
  return { driver, probe, parties: guests.map((guest) => ({ guest, calls: [], done: new Set() })) };
}

function take(party: Party, act: Act, place: number): void {
  party.done.add(act);
  const { guest, calls } = party;
  const waits = calls.find(({ call }) => guest.outcome(call) === undefined);
  if (act === 'end') guest.disconnect();
  else if (act === 'give up' && waits) guest.cancel(waits.call);
  else if (act !== 'give up') {
    const permits = act === 'take one' ? 1 : 2;
    calls.push({ call: guest.call(1, 'acquire', [permits]), permits, place });
  }
}

function held({ guest, calls, done }: Party): number {
  if (done.has('end')) return 0;
  return calls.reduce((sum, { call, permits }) => sum + (guest.outcome(call) === null ? permits : 0), 0);
}

/** Nobody was served before one who came earlier and waits, and that one cannot be. */
function expectFair(living: readonly Party[], free: number): void {
  const withOutcome = (outcome: unknown) =>
    living.flatMap(({ guest, calls }) => calls.filter(({ call }) => guest.outcome(call) === outcome));
  const [first] = withOutcome(undefined).sort((one, other) => one.place - other.place);
  if (!first) return;
  expect(first.permits).toBeGreaterThan(free);
  for (const { place } of withOutcome(null)) expect(place).toBeLessThan(first.place);
}

const value = (guest: Guest): number => guest.outcome(guest.call(1, 'value')) as number;

describe.each(['semaphore', 'boundedSemaphore'])('whatever three sessions do at a %s', (type) => {
  test('permits are neither lost nor made, and none is free while the first who waits could have it', () => {
    let tried = 0;
    for (const path of paths(4)) {
      const { driver, probe, parties } = begin(type);
      for (const [place, [party, act]] of path.entries()) take(parties[party] as Party, act, place);
      const free = value(probe);
      expect(free + parties.reduce((sum, party) => sum + held(party), 0)).toBe(PERMITS);
      const living = parties.filter(({ done }) => !done.has('end'));
      expectFair(living, free);
      for (const { guest, calls } of parties) {
        for (const { call } of calls) expect(guest.answersTo(call).length).toBeLessThanOrEqual(1);
      }
      for (const { guest } of living) driver.step({ kind: 'disconnected', session: guest.id });
      expect(value(probe)).toBe(PERMITS);
      tried++;
    }
    expect(tried).toBeGreaterThan(5_000);
  });
});
