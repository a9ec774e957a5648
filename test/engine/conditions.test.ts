/** Conditions, their locks, and all that can happen to those who wait: time, cancels and deaths in whatever order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { BrokerKind, ClientKind } from '../../protocol/messages.js';
import { callOf, census, Driver, type Guest } from './driver.js';

const CONDITION = 1;
const LOCK = 2;

/** How a condition comes by its lock. */
const lockings = ['own', 'lock', 'rLock'] as const;
type Locking = (typeof lockings)[number];

/** Opens a condition, and its lock where that is another object. Resolves to the handle to lock at. */
function open(guest: Guest, locking: Locking): void {
  if (locking === 'own') guest.open(CONDITION, 'condition', 'c');
  else {
    guest.open(LOCK, locking, 'l');
    guest.open(CONDITION, 'condition', 'c', { lock: LOCK });
  }
}

type Name = 'a' | 'b' | 'c' | 'notifier';
type Regain = 'notified' | 'late' | 'cancelled';
interface Claim {
  readonly name: Name;
  /** `undefined`: a plain acquire. */
  readonly outcome: Regain | undefined;
}
const names = ['a', 'b', 'c', 'notifier'] as const;

/** What should happen, told as plainly as possible. */
class Model {
  readonly sleepers: Name[] = ['a', 'b', 'c'];
  readonly line: Claim[] = [];
  readonly dead = new Set<Name>();
  readonly outcomes = new Map<Name, readonly [Regain, number, boolean]>();
  /** Who got a notification, and did not acknowledge it. */
  readonly unsure = new Set<Name>();
  holder: Name | undefined = 'notifier';
  tokens = 4;
  abandoned = false;

  wake(n: number): void {
    for (const name of this.sleepers.splice(0, n)) this.line.push({ name, outcome: 'notified' });
    this.settle();
  }

  endSleep(name: Name, outcome: Regain): void {
    if (!this.sleepers.includes(name)) return;
    this.sleepers.splice(this.sleepers.indexOf(name), 1);
    this.line.push({ name, outcome });
    this.settle();
  }

  release(): void {
    this.holder = undefined;
    this.settle();
  }

  kill(name: Name): void {
    this.dead.add(name);
    if (this.sleepers.includes(name)) this.sleepers.splice(this.sleepers.indexOf(name), 1);
    const place = this.line.findIndex((claim) => claim.name === name);
    const [claim] = place < 0 ? [] : this.line.splice(place, 1);
    const held = this.holder === name;
    if (held) [this.holder, this.abandoned] = [undefined, true];
    if (claim?.outcome === 'notified' || this.unsure.delete(name)) this.wake(1);
    this.settle();
  }

  settle(): void {
    while (this.holder === undefined && this.line.length > 0) {
      const { name, outcome } = this.line.shift() as Claim;
      this.holder = name;
      this.tokens++;
      if (outcome) this.outcomes.set(name, [outcome, this.tokens, this.abandoned]);
      if (outcome === 'notified') this.unsure.add(name);
      this.abandoned = false;
    }
  }
}

/** The same for the engine: a, b and c sleep, in this order; a's time can run out; the notifier holds the lock. */
class Scene {
  readonly driver = new Driver();
  readonly model = new Model();
  readonly guests: Readonly<Record<Name, Guest>>;
  readonly waits = new Map<Name, number>();

  constructor(locking: Locking) {
    this.guests = Object.fromEntries(names.map((name) => [name, this.driver.guest()])) as Record<Name, Guest>;
    for (const name of names) open(this.guests[name], locking);
    for (const name of ['a', 'b', 'c'] as const) {
      this.guests[name].call(CONDITION, 'acquire');
      this.waits.set(name, this.guests[name].call(CONDITION, 'wait', [], name === 'a' ? { timeoutMs: 100 } : {}));
    }
    this.guests.notifier.call(CONDITION, 'acquire');
    for (const name of names) this.guests[name].acknowledge();
  }

  /** Carries an act out on both sides; what the state of things does not allow is refused, or not done. */
  act(act: Act): void {
    const [what, name = 'notifier'] = act.split(' ') as [string, Name?];
    if (!this.model.dead.has(name)) acts[what]?.(this, name);
    this.compare();
  }

  compare(): void {
    const { model, guests, waits } = this;
    for (const [name, wait] of waits) {
      if (model.dead.has(name)) continue;
      const answers = guests[name].answersTo(wait);
      const outcome = model.outcomes.get(name);
      const kind = outcome?.[0] === 'notified' ? BrokerKind.handout : BrokerKind.result;
      expect(answers).toEqual(outcome ? [[kind, wait, outcome]] : []);
    }
  }
}

const acts: Readonly<Record<string, (scene: Scene, name: Name) => void>> = {
  acquire({ guests, model }, name) {
    if (model.holder === name || model.line.some((claim) => claim.name === name)) return;
    guests[name].call(CONDITION, 'acquire');
    model.line.push({ name, outcome: undefined });
    model.settle();
  },
  notify({ guests, model }, name) {
    const notified = guests[name].outcome(guests[name].call(CONDITION, 'notify'));
    if (model.holder === name) {
      expect(notified).toBe(null);
      model.wake(1);
    } else expect(notified).toBe(model.holder === undefined ? 'NOT_LOCKED' : 'NOT_OWNER');
  },
  notifyAll({ guests, model }, name) {
    guests[name].call(CONDITION, 'notifyAll');
    if (model.holder === name) model.wake(4);
  },
  release({ guests, model }, name) {
    const released = guests[name].outcome(guests[name].call(CONDITION, 'release'));
    if (model.holder === name) {
      expect(released).toBe(null);
      model.release();
    } else expect(released).toBe(model.holder === undefined ? 'NOT_LOCKED' : 'NOT_OWNER');
  },
  wait({ guests, model, waits }, name) {
    if (model.holder !== name) return;
    waits.set(name, guests[name].call(CONDITION, 'wait', [], name === 'a' ? { timeoutMs: 100 } : {}));
    model.outcomes.delete(name);
    model.sleepers.push(name);
    model.release();
  },
  late({ driver, model }) {
    driver.now += 1_000;
    driver.step({ kind: 'tick' });
    model.endSleep('a', 'late');
  },
  cancel({ guests, model, waits }, name) {
    guests[name].cancel(waits.get(name) as number);
    model.endSleep(name, 'cancelled');
  },
  has({ guests, model }, name) {
    guests[name].acknowledge();
    model.unsure.delete(name);
  },
  kill({ guests, model }, name) {
    guests[name].disconnect();
    model.kill(name);
  },
};

const allActs = [
  'acquire',
  'notify',
  'notifyAll',
  'release',
  'late',
  'cancel b',
  'has a',
  'release a',
  'release b',
  'wait',
  'wait a',
  'kill a',
  'kill b',
  'kill notifier',
] as const;
type Act = (typeof allActs)[number];

/** All sequences of this length. */
function* sequences(length: number): Iterable<readonly Act[]> {
  if (length === 0) yield [];
  else for (const rest of sequences(length - 1)) for (const act of allActs) yield [...rest, act];
}

describe.each(lockings)('waits on a condition with its lock: %s', (locking) => {
  const check = (sequence: readonly Act[]): void => {
    const scene = new Scene(locking);
    for (const act of sequence) scene.act(act);
    for (const name of names) if (!scene.model.dead.has(name)) scene.guests[name].disconnect();
    expect(census(scene.driver)).toEqual({
      sessions: 0,
      objects: locking === 'own' ? 1 : 2,
      waiting: 0,
      unacknowledged: 0,
      references: 0,
    });
  };

  test('end once and as they should, in every order of three acts', () => {
    for (const sequence of sequences(3)) check(sequence);
  });

  test('end once and as they should, in long orders', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...allActs), { maxLength: 20 }), check), { numRuns: 400 });
  });
});

describe('a condition', () => {
  test('passes on what a session had to the next session, not to that session’s other waits', () => {
    const driver = new Driver();
    const [dying, next, notifier] = [driver.guest(), driver.guest(), driver.guest()];
    for (const guest of [dying, next, notifier]) guest.open(CONDITION, 'condition', 'c');
    const sleep = (guest: Guest, owner: string) => {
      guest.call(CONDITION, 'acquire', [], { owner });
      return guest.call(CONDITION, 'wait', [], { owner });
    };
    sleep(dying, 'first');
    sleep(dying, 'second');
    const wait = sleep(next, 'third');
    notifier.call(CONDITION, 'acquire');
    notifier.call(CONDITION, 'notify');
    dying.disconnect();
    notifier.call(CONDITION, 'release');
    expect(next.outcome(wait)).toEqual(['notified', 5, false]);
  });

  test('keeps no notification for who sleeps later', () => {
    const driver = new Driver();
    const [dying, notifier, holder] = [driver.guest(), driver.guest(), driver.guest()];
    for (const guest of [dying, notifier, holder]) guest.open(CONDITION, 'condition', 'c');
    dying.call(CONDITION, 'acquire', [], { owner: 'first' });
    dying.call(CONDITION, 'wait', [], { owner: 'first' });
    notifier.call(CONDITION, 'acquire');
    dying.call(CONDITION, 'acquire', [], { owner: 'second' });
    holder.call(CONDITION, 'acquire');
    notifier.call(CONDITION, 'notify');
    notifier.call(CONDITION, 'release');
    // The second falls asleep while the first, notified, still waits for the lock. Both end as one.
    dying.call(CONDITION, 'wait', [], { owner: 'second' });
    dying.disconnect();
    const wait = holder.call(CONDITION, 'wait');
    expect(holder.outcome(wait)).toBeUndefined();
  });

  test('notifies nobody where nobody sleeps', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(CONDITION, 'condition');
    guest.call(CONDITION, 'acquire');
    for (const n of [0, 1, 5]) expect(guest.outcome(guest.call(CONDITION, 'notify', [n]))).toBe(null);
    expect(guest.outcome(guest.call(CONDITION, 'notifyAll'))).toBe(null);
    const wait = guest.call(CONDITION, 'wait');
    expect(guest.outcome(wait)).toBeUndefined();
  });

  test('outlives neither its users nor a wait that goes back to its lock', () => {
    const driver = new Driver();
    const [waiter, other] = [driver.guest(), driver.guest()];
    for (const guest of [waiter, other]) guest.open(LOCK, 'lock', 'l');
    waiter.open(CONDITION, 'condition', null, { lock: LOCK });
    waiter.call(LOCK, 'acquire');
    const wait = waiter.call(CONDITION, 'wait', [], { timeoutMs: 10 });
    other.call(LOCK, 'acquire');
    waiter.say([ClientKind.release, CONDITION, 1]);
    expect(census(driver)).toMatchObject({ objects: 2, waiting: 1 });
    driver.wakeUp();
    expect(census(driver)).toMatchObject({ objects: 1, waiting: 1 });
    other.call(LOCK, 'release');
    expect(waiter.outcome(wait)).toEqual(['late', 3, false]);
  });

  test('keeps its lock while it is there', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(LOCK, 'rLock');
    guest.open(CONDITION, 'condition', 'c', { lock: LOCK });
    guest.say([ClientKind.release, LOCK, 1]);
    expect(guest.outcome(guest.call(CONDITION, 'acquire'))).toEqual([1, false, 1]);
    expect(census(driver)).toMatchObject({ objects: 2 });
  });

  test('tells of the lock that it stands on, and of none where that is its own', () => {
    const driver = new Driver();
    const guest = driver.guest();
    open(guest, 'lock');
    guest.open(3, 'condition');
    const reference = Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0);
    expect(guest.outcome(guest.call(CONDITION, 'lock'))).toEqual([
      reference,
      [[LOCK, expect.any(String), 'lock', 'l']],
    ]);
    expect(guest.outcome(guest.call(3, 'lock'))).toBe(null);
  });

  test('that stands on another’s lock carries no fence; that lock does', () => {
    const driver = new Driver();
    const guest = driver.guest();
    open(guest, 'lock');
    guest.open(3, 'condition');
    for (const handle of [CONDITION, 3]) guest.call(handle, 'acquire');
    const locked = (fence: readonly [number, number]) => guest.outcome(guest.call(0, 'ping', [], { fence }));
    expect([locked([CONDITION, 1]), locked([LOCK, 1]), locked([3, 1])]).toEqual(['ARGUMENT', null, null]);
    guest.call(CONDITION, 'wait', [], { timeoutMs: 0 });
    expect([locked([LOCK, 1]), locked([LOCK, 2])]).toEqual(['STALE_FENCE', null]);
  });

  test.for(['yieldLock', 'confirm', 'reacquire', 'sleep', 'wake'])('has no operation %s on the wire', (operation) => {
    const driver = new Driver();
    const guest = driver.guest();
    open(guest, 'rLock');
    for (const handle of [CONDITION, LOCK]) {
      expect(guest.outcome(guest.call(handle, operation))).toBe('UNKNOWN_OPERATION');
    }
  });

  test('stands on nothing but a lock', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'condition');
    guest.open(2, 'event');
    for (const [handle, lock] of [
      [3, 1],
      [4, 2],
      [5, 9],
    ] as const) {
      const opened = guest.open(handle, 'condition', null, { lock });
      expect(guest.outcome(opened)).toBe(lock === 9 ? 'OBJECT_GONE' : 'ARGUMENT');
    }
  });

  test('gives up and takes back all levels, and the first grant’s token releases them after that', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) open(each, 'rLock');
    for (const level of [1, 2, 3]) expect(guest.outcome(guest.call(LOCK, 'acquire'))).toEqual([1, false, level]);
    const wait = guest.call(CONDITION, 'wait');
    expect(other.outcome(other.call(LOCK, 'acquire'))).toEqual([2, false, 1]);
    other.call(CONDITION, 'notify');
    other.call(LOCK, 'release');
    expect(guest.outcome(wait)).toEqual(['notified', 3, false]);
    for (let turn = 0; turn < 3; turn++) expect(guest.outcome(guest.call(LOCK, 'release', [1]))).toBe(null);
    expect(guest.outcome(guest.call(LOCK, 'release'))).toBe('NOT_LOCKED');
  });

  test('on a lock that is not robust is for anyone while that is locked', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) {
      each.open(LOCK, 'lock', 'l', { robust: false });
      each.open(CONDITION, 'condition', 'c', { lock: LOCK });
    }
    expect(other.outcome(other.call(CONDITION, 'notify'))).toBe('NOT_LOCKED');
    guest.call(LOCK, 'acquire');
    expect(other.outcome(other.call(CONDITION, 'notify'))).toBe(null);
    const wait = other.call(CONDITION, 'wait');
    expect(guest.outcome(guest.call(LOCK, 'locked'))).toBe(false);
    guest.call(LOCK, 'acquire');
    guest.call(CONDITION, 'notify');
    guest.disconnect();
    expect(other.outcome(wait)).toBeUndefined();
    other.call(LOCK, 'release');
    expect(other.outcome(wait)).toEqual(['notified', 3, false]);
  });

  test('lets nobody overtake who comes back to the lock', () => {
    const driver = new Driver();
    const [waiter, holder, third] = [driver.guest(), driver.guest(), driver.guest()];
    for (const each of [waiter, holder, third]) open(each, 'lock');
    waiter.call(CONDITION, 'acquire');
    const wait = waiter.call(CONDITION, 'wait', [], { timeoutMs: 10 });
    holder.call(CONDITION, 'acquire');
    driver.wakeUp();
    const acquire = third.call(LOCK, 'acquire');
    waiter.cancel(wait);
    holder.call(CONDITION, 'release');
    expect([waiter.outcome(wait), third.outcome(acquire)]).toEqual([['late', 3, false], undefined]);
  });

  test('gives its lock back where the session may have no more calls waiting', () => {
    const driver = new Driver();
    const guest = driver.guest();
    open(guest, 'own');
    guest.open(3, 'event');
    const some = Array.from({ length: 2 ** 12 }, () => callOf(3, 'wait'));
    for (let waiting = 0; waiting < usualLimits.callsInFlight; waiting += some.length) guest.say(...some);
    guest.call(CONDITION, 'acquire');
    expect(guest.outcome(guest.call(CONDITION, 'wait'))).toEqual(['cancelled', 2, false]);
    expect(guest.outcome(guest.call(CONDITION, 'release'))).toBe(null);
  });
});
