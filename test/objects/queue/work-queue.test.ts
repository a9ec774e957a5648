/** A work queue against a model of it that is as simple as can be: lists, walked through. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Driver, type Guest, item } from '../../engine/driver.js';

interface Entry {
  readonly n: number;
  readonly arrival: number;
  readonly priority: number;
  readonly id: string | null;
  readonly expiresAt: number;
  readyAt: number;
  attempts: number;
}
interface Lease {
  readonly number: number;
  readonly entry: Entry;
  readonly guest: number;
  until: number;
}
interface Terms {
  readonly priority: number;
  readonly delay: number;
  readonly ttl: number | null;
  readonly id: string | null;
}

const MAX_DELIVERIES = 2;
const FOREVER = Number.POSITIVE_INFINITY;

/** What a queue of order `priority` should do. Ready and delayed entries stand in one list. */
class Model {
  now = 0;
  entries: Entry[] = [];
  leases: Lease[] = [];
  dead: number[] = [];
  unfinished = 0;
  #arrivals = 0;
  #numbers = 0;

  get ready(): Entry[] {
    return this.entries
      .filter(({ readyAt }) => readyAt <= this.now)
      .sort((a, b) => a.priority - b.priority || a.arrival - b.arrival);
  }

  get stats(): object {
    const ready = this.ready.length;
    const { unfinished } = this;
    const { length } = this.entries;
    return { ready, delayed: length - ready, reserved: this.leases.length, unfinished, bytes: length };
  }

  put(n: number, { priority, delay, ttl, id }: Terms): void {
    const has = (entry: Entry) => id !== null && entry.id === id;
    if (this.entries.some(has) || this.leases.some(({ entry }) => has(entry))) return;
    const readyAt = this.now + delay;
    const expiresAt = ttl === null ? FOREVER : readyAt + ttl;
    this.entries.push({ n, arrival: this.#arrivals++, priority, id, expiresAt, readyAt, attempts: 0 });
    this.unfinished++;
  }

  get(): number | 'EMPTY' {
    const [first] = this.ready;
    if (!first) return 'EMPTY';
    this.#leave(first);
    return first.n;
  }

  reserve(guest: number, lease: number): unknown {
    const [entry] = this.ready;
    if (!entry) return 'EMPTY';
    this.#leave(entry);
    entry.attempts++;
    this.leases.push({ number: ++this.#numbers, entry, guest, until: this.now + lease });
    return [this.#numbers, entry.attempts, item(entry.n), entry.id, lease];
  }

  /** Gives the error of a delivery that the guest cannot settle; otherwise does it. */
  settle(number: number, guest: number, how: (lease: Lease) => void): string | null {
    const lease = this.leases.find((each) => each.number === number);
    if (!lease) return 'STALE_DELIVERY';
    if (lease.guest !== guest) return 'NOT_OWNER';
    how(lease);
    return null;
  }

  ack(lease: Lease): void {
    this.leases.splice(this.leases.indexOf(lease), 1);
    this.unfinished--;
  }

  nack(lease: Lease, delay: number): void {
    const { entry } = lease;
    this.leases.splice(this.leases.indexOf(lease), 1);
    entry.readyAt = this.now + delay;
    if (entry.attempts >= MAX_DELIVERIES) {
      this.dead.push(entry.n);
      this.unfinished--;
    } else if (entry.expiresAt <= this.now) this.unfinished--;
    else this.entries.push(entry);
  }

  end(guest: number): void {
    for (const lease of this.leases.filter((each) => each.guest === guest)) this.nack(lease, 0);
  }

  clear(): number {
    const { length } = this.entries;
    this.unfinished -= length;
    this.entries = [];
    return length;
  }

  pass(ms: number): void {
    for (let left = ms; left > 0; left--) {
      this.now++;
      for (const entry of this.entries.filter(({ expiresAt }) => expiresAt <= this.now)) {
        this.#leave(entry);
        this.unfinished--;
      }
      for (const lease of this.leases.filter(({ until }) => until <= this.now)) this.nack(lease, 0);
    }
  }

  #leave(entry: Entry): void {
    this.entries.splice(this.entries.indexOf(entry), 1);
  }
}

/** The engine with three guests, beside the model. */
class Both {
  readonly driver = new Driver();
  readonly model = new Model();
  readonly guests: Guest[] = [];

  constructor() {
    for (let index = 0; index < 3; index++) this.replace(index);
  }

  replace(index: number): Guest {
    const guest = this.driver.guest();
    guest.open(2, 'queue', 'dead letters');
    guest.open(1, 'queue', 'q', { order: 'priority', maxDeliveries: MAX_DELIVERIES, deadLetter: 2 });
    this.guests[index] = guest;
    return guest;
  }

  /** Does a call and has its answer received. */
  ask(index: number, operation: string, args: readonly unknown[] = [], handle = 1): unknown {
    const guest = this.guests[index] as Guest;
    const outcome = guest.outcome(guest.call(handle, operation, args, { timeoutMs: 0 }));
    guest.acknowledge();
    return outcome;
  }

  /** Time goes on as in a real broker: the engine is woken whenever it wants to be. */
  pass(ms: number): void {
    const end = this.driver.now + ms;
    while (this.driver.wake !== undefined && this.driver.wake <= end) this.driver.wakeUp();
    this.driver.now = end;
    this.driver.step({ kind: 'tick' });
    this.model.pass(ms);
  }
}

type Act = (both: Both, guest: number) => void;

const aTime = fc.constantFrom(3, 7, 10);
const someTerms: fc.Arbitrary<Terms> = fc.record({
  priority: fc.integer({ min: 0, max: 2 }),
  delay: fc.oneof(fc.constant(0), aTime),
  ttl: fc.option(fc.constantFrom(4, 9, 20)),
  id: fc.option(fc.constantFrom('a', 'b')),
});
const aDelivery = fc.integer({ min: 1, max: 12 });

const acts: readonly fc.Arbitrary<Act>[] = [
  ...[1, 2, 3].map(() =>
    fc.tuple(fc.nat({ max: 255 }), someTerms).map(
      ([n, terms]): Act =>
        (both, guest) => {
          both.model.put(n, terms);
          const { priority, delay, ttl, id } = terms;
          expect(both.ask(guest, 'put', [item(n), priority, delay, ttl, id])).toBe(null);
        },
    ),
  ),
  ...[1, 2, 3].map(() =>
    aTime.map(
      (lease): Act =>
        (both, guest) => {
          expect(both.ask(guest, 'reserve', [lease])).toEqual(both.model.reserve(guest, lease));
        },
    ),
  ),
  fc.constant<Act>((both, guest) => {
    const got = both.model.get();
    expect(both.ask(guest, 'get')).toEqual(got === 'EMPTY' ? got : item(got));
    if (got === 'EMPTY') return;
    both.model.unfinished--;
    both.ask(guest, 'taskDone');
  }),
  aDelivery.map(
    (number): Act =>
      (both, guest) => {
        const wanted = both.model.settle(number, guest, (lease) => both.model.ack(lease));
        expect(both.ask(guest, 'ack', [number])).toBe(wanted);
      },
  ),
  fc.tuple(aDelivery, fc.oneof(fc.constant(0), aTime)).map(
    ([number, delay]): Act =>
      (both, guest) => {
        const wanted = both.model.settle(number, guest, (lease) => both.model.nack(lease, delay));
        expect(both.ask(guest, 'nack', [number, delay])).toBe(wanted);
      },
  ),
  fc.tuple(aDelivery, aTime).map(
    ([number, ms]): Act =>
      (both, guest) => {
        const wanted = both.model.settle(number, guest, (lease) => (lease.until = both.model.now + ms));
        expect(both.ask(guest, 'extend', [number, ms])).toBe(wanted);
      },
  ),
  fc.constant<Act>((both, guest) => {
    both.model.end(guest);
    both.guests[guest]?.disconnect();
    both.replace(guest);
  }),
  fc.constant<Act>((both, guest) => expect(both.ask(guest, 'clear')).toBe(both.model.clear())),
  ...[1, 2].map(() =>
    fc.integer({ min: 1, max: 8 }).map(
      (ms): Act =>
        (both) =>
          both.pass(ms),
    ),
  ),
];

test('a work queue does what a simple model of it does, while time passes and sessions end', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 2 }), fc.oneof(...acts)), { maxLength: 80, size: 'max' }), (steps) => {
      const both = new Both();
      for (const [guest, act] of steps) {
        act(both, guest);
        expect(both.ask(guest, 'stats')).toEqual(both.model.stats);
        expect(both.ask(guest, 'qsize')).toBe(both.model.ready.length);
      }
      both.pass(30);
      const dead = both.ask(0, 'drain', [], 2) as Uint8Array[];
      expect(dead.map(([n]) => n)).toEqual(both.model.dead);
      const left = both.ask(0, 'drain') as Uint8Array[];
      expect(left.map(([n]) => n)).toEqual(both.model.ready.map(({ n }) => n));
    }),
    { numRuns: 150 },
  );
});
