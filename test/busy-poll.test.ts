import { beforeEach, describe, expect, test } from 'vitest';
import { BusyPoll, type Lookout, type Loop } from '../src/busy-poll.js';

const TURN_MS = 0.002;

/** An event loop whose time is moved, and whose turns are counted. */
class CountedLoop implements Loop {
  turns = 0;
  #now = 0;
  #due: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  nextTurn(callback: () => void): void {
    if (this.isAwake) throw new Error('two turns were asked for at once');
    this.#due = callback;
  }

  get isAwake(): boolean {
    return this.#due !== undefined;
  }

  sleep(ms: number): void {
    if (this.isAwake) throw new Error('the loop does not sleep');
    this.#now += ms;
  }

  /** One turn; what else there was to do in it took some time, too. */
  turn(ms = TURN_MS): void {
    const callback = this.#due;
    this.#due = undefined;
    this.turns++;
    this.#now += ms;
    callback?.();
  }
}

let loop: CountedLoop;
let polling: BusyPoll;
beforeEach(() => {
  loop = new CountedLoop();
  polling = new BusyPoll(loop);
});

/** What one round trip takes with a loop that is awake all the while, and what is added where it sleeps. */
interface Trip {
  readonly awakeMs: number;
  readonly wakingMs: number;
}

/** A peer that is near, and one that is not. */
const NEAR: Trip = { awakeMs: 0.01, wakingMs: 0.05 };
const FAR: Trip = { awakeMs: 0.2, wakingMs: 0.05 };

/** Asks and waits until the answer arrives; tells whether the loop was awake then. */
function ask({ awakeMs, wakingMs }: Trip): boolean {
  polling.expect();
  const arrivesAt = loop.now() + awakeMs;
  while (loop.isAwake && loop.now() < arrivesAt) loop.turn();
  const wasAwake = loop.isAwake;
  if (!wasAwake) loop.sleep(Math.max(0, arrivesAt - loop.now()) + wakingMs);
  polling.arrived();
  // The loop ends the turn in which it read.
  if (wasAwake) loop.turn();
  return wasAwake;
}

function asks(times: number, trip: Trip): boolean[] {
  return Array.from({ length: times }, () => ask(trip));
}

/** How many of so many trips found the loop awake. */
function hits(times: number, trip: Trip): number {
  return asks(times, trip).filter(Boolean).length;
}

describe('busy polling', () => {
  test('stays awake for answers that are near, once they have come densely', () => {
    expect(asks(18, NEAR)).toEqual([...Array(17).fill(false), true]);
    expect(hits(1_000, NEAR)).toBe(1_000);
  });

  test('lets the loop sleep as soon as the answer is there, and takes no turn while nothing is asked', () => {
    asks(100, NEAR);
    expect(loop.isAwake).toBe(false);
  });

  test('ends its window when nothing comes, and opens no other by what is written meanwhile', () => {
    asks(100, NEAR);
    polling.expect();
    while (loop.isAwake) loop.turn();
    const { turns } = loop;
    polling.expect();
    expect(loop.isAwake).toBe(false);
    expect(loop.turns).toBe(turns);
  });

  test.for([1, 10, 1_000])('never keeps a program awake that asks each %s ms', (pauseMs) => {
    for (let asked = 0; asked < 1_000; asked++) {
      ask(NEAR);
      loop.sleep(pauseMs);
    }
    expect(loop.turns).toBe(0);
  });

  test('never keeps a program awake that asks a few times in a row, and then pauses', () => {
    for (let bursts = 0; bursts < 100; bursts++) {
      asks(10, NEAR);
      loop.sleep(5);
    }
    expect(loop.turns).toBe(0);
  });

  test('goes on over a pause now and then', () => {
    asks(100, NEAR);
    let found = 0;
    for (let bursts = 0; bursts < 10; bursts++) {
      found += hits(100, NEAR);
      loop.sleep(5);
    }
    expect(found).toBe(1_000);
  });

  test('gives up soon where the program asks in pauses from now on', () => {
    asks(100, NEAR);
    let found = 0;
    for (let asked = 0; asked < 1_000; asked++) {
      loop.sleep(1);
      if (ask(NEAR)) found++;
    }
    expect(found).toBeLessThan(32);
  });

  test('rests where answers come late, each time for longer', () => {
    const found = Array.from({ length: 5 }, () => {
      const { turns } = loop;
      asks(1_000, FAR);
      return loop.turns - turns;
    });
    expect(found[0]).toBeGreaterThan(0);
    expect(found[4]).toBeLessThan((found[0] as number) / 2);
  });

  test('rests where others need the processor, so that its turns take long', () => {
    asks(100, NEAR);
    let slowTurns = 0;
    for (let asked = 0; asked < 1_000; asked++) {
      polling.expect();
      if (loop.isAwake) {
        slowTurns++;
        loop.turn(0.15);
      }
      while (loop.isAwake) loop.turn();
      loop.sleep(0.06);
      polling.arrived();
    }
    expect(slowTurns).toBeLessThan(100);
  });

  test('rests where the loop always has something to do, and nothing is gained', () => {
    expect(hits(10_000, { awakeMs: 0.01, wakingMs: 0 })).toBeLessThan(2_000);
  });

  test('tries again after a rest, and finds out when it pays', () => {
    asks(10_000, FAR);
    asks(3_000, NEAR);
    expect(hits(1_000, NEAR)).toBe(1_000);
  });

  test('sleeps for a few laps now and then, to see what they take asleep', () => {
    asks(100, NEAR);
    const laps = asks(200_000, NEAR);
    const slept = laps.filter((wasAwake) => !wasAwake).length;
    expect(slept).toBeGreaterThan(0);
    expect(slept).toBeLessThan(laps.length / 1_000);
  });

  describe('with a lookout', () => {
    /** Somebody whose answer can be seen from its time on. */
    class Watcher implements Lookout {
      readonly told: string[] = [];
      arrivesAt = Number.POSITIVE_INFINITY;

      beginWatch(): void {
        this.told.push('begin');
      }

      look(): void {
        if (loop.now() < this.arrivesAt) return;
        this.arrivesAt = Number.POSITIVE_INFINITY;
        this.told.push('seen');
        polling.arrived();
      }

      endWatch(): void {
        this.told.push('end');
      }
    }

    let watcher: Watcher;
    beforeEach(() => {
      watcher = new Watcher();
    });

    test('has it look as long as the loop is kept awake for it, and no longer', () => {
      asks(100, NEAR);
      polling.expect(watcher);
      watcher.arrivesAt = loop.now() + NEAR.awakeMs;
      while (loop.isAwake) loop.turn();
      expect(watcher.told).toEqual(['begin', 'seen', 'end']);
    });

    test('tells it when nothing came, so that it has itself told again', () => {
      asks(100, NEAR);
      polling.expect(watcher);
      while (loop.isAwake) loop.turn();
      expect(watcher.told).toEqual(['begin', 'end']);
    });

    test('never asks it to look where the loop sleeps', () => {
      polling.expect(watcher);
      polling.arrived();
      polling.expect(watcher);
      expect(watcher.told).toEqual([]);
    });

    test('begins its watch once, however often it expects something', () => {
      asks(100, NEAR);
      for (let times = 0; times < 3; times++) {
        polling.expect(watcher);
        polling.arrived();
      }
      while (loop.isAwake) loop.turn();
      expect(watcher.told).toEqual(['begin', 'end']);
    });
  });
});
