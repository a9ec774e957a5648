import { availableParallelism } from 'node:os';

/** For how long an event loop is kept awake for one arrival, in milliseconds: an answer of a peer that is awake takes a third. */
const WINDOW_MS = 0.05;

/** What comes around slower than this, in milliseconds, gains too little by a wake-up that is saved. */
const LONGEST_LAP_MS = 0.3;

/** Laps asleep that follow each other without a longer one, before the loop stays awake; and that are measured. */
const LAPS_ASLEEP = 16;

/** Laps awake that are judged together. */
const LAPS_AWAKE = 32;

/** Laps awake must take less than this share of what they take asleep. */
const WORTHWHILE = 0.85;

/** A lap counts for at most so many of those asleep: a pause of the program, or of the garbage collector, decides nothing. */
const MOST_PER_LAP = 2;

/** After so many milliseconds awake the loop sleeps for a few laps: what they take asleep may have become less. */
const LONGEST_AWAKE_MS = 1_000;

/** How long the loop sleeps after it did not pay, in milliseconds: the first time, and at most. Each is twice the last. */
const FIRST_REST_MS = 5;
const LAST_REST_MS = 160;

/**
 * Who can see an arrival without being told of it by the event loop, which takes longer, and costs the sender more. Nothing
 * that it is asked to do throws.
 */
export interface Lookout {
  /** The loop is kept awake: each of its turns, it is to look. */
  beginWatch(): void;
  look(): void;
  /** The loop may sleep from now on. */
  endWatch(): void;
}

/** What the owners of a loop's sockets tell. */
export interface BusyPolling {
  /** Something was written, and what it asks for is awaited; `lookout` may see it come. */
  expect(lookout?: Lookout): void;
  /** Something was read. */
  arrived(): void;
}

/** For sockets for which the loop sleeps whenever it can. */
export const neverBusy: BusyPolling = { expect() {}, arrived() {} };

/** What it needs of an event loop; a test gives its own. */
export interface Loop {
  /** In milliseconds. */
  now(): number;
  /** Calls back in the next turn, for which the loop does not sleep. */
  nextTurn(callback: () => void): void;
}

/**
 * Keeps an event loop turning for some microseconds where an arrival is near: most of a short round trip is two sleeping
 * loops being woken. Where that pays it finds out by laps, from one expectation to the next: it stays awake while they are
 * shorter by it. They are not where the peer is slow, or others need the processors, or the loop is busy all the time.
 */
export class BusyPoll implements BusyPolling {
  readonly #loop: Loop;
  readonly #onTurn = (): void => this.#afterTurn();
  /** Since the last lap began. Who writes without having read waits for the same still. */
  #hasArrived = false;
  #lapBeganAt = Number.NEGATIVE_INFINITY;

  /** Whether the loop stays awake while something is expected. */
  #isAwake = false;
  #awakeSince = 0;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #restMs = FIRST_REST_MS;
  /** What a lap took when the loop slept last. */
  #asleepMs = 0;
  /** The laps that are being measured, and what they took. */
  #laps = 0;
  #lapsMs = 0;

  /** Something is expected, and its time is not over. */
  #isOpen = false;
  #isTurning = false;
  /** They watch while it is turning. */
  readonly #lookouts = new Set<Lookout>();

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  expect(lookout?: Lookout): void {
    if (!this.#hasArrived) return;
    this.#hasArrived = false;
    const now = this.#loop.now();
    const lapMs = now - this.#lapBeganAt;
    this.#lapBeganAt = now;
    if (this.#isAwake) this.#judgeAwake(lapMs, now);
    else this.#measureAsleep(lapMs, now);
    if (this.#isAwake) this.#open(lookout);
  }

  arrived(): void {
    this.#hasArrived = true;
    this.#isOpen = false;
  }

  // ── The window ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #open(lookout: Lookout | undefined): void {
    this.#isOpen = true;
    if (lookout && !this.#lookouts.has(lookout)) {
      this.#lookouts.add(lookout);
      lookout.beginWatch();
    }
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#loop.nextTurn(this.#onTurn);
  }

  #afterTurn(): void {
    try {
      for (const lookout of this.#lookouts) lookout.look();
    } finally {
      this.#turnOn();
    }
  }

  #turnOn(): void {
    if (this.#isOpen && this.#loop.now() - this.#lapBeganAt > WINDOW_MS) this.#isOpen = false;
    this.#isTurning = this.#isOpen;
    if (this.#isTurning) this.#loop.nextTurn(this.#onTurn);
    else this.#endWatches();
  }

  #endWatches(): void {
    const lookouts = [...this.#lookouts];
    this.#lookouts.clear();
    // What it still sees may have it watch anew.
    for (const lookout of lookouts) lookout.endWatch();
  }

  // ── Whether it pays ────────────────────────────────────────────────────────────────────────────────────────────────

  #measureAsleep(lapMs: number, now: number): void {
    if (lapMs > LONGEST_LAP_MS || now < this.#restsUntil) {
      this.#measureAnew();
      return;
    }
    this.#lapsMs += lapMs;
    if (++this.#laps < LAPS_ASLEEP) return;
    this.#asleepMs = this.#lapsMs / LAPS_ASLEEP;
    this.#isAwake = true;
    this.#awakeSince = now;
    this.#measureAnew();
  }

  #judgeAwake(lapMs: number, now: number): void {
    this.#lapsMs += Math.min(lapMs, MOST_PER_LAP * this.#asleepMs);
    // As soon as it is certain: with others about, each lap awake may take a time slice of theirs.
    if (this.#lapsMs > LAPS_AWAKE * WORTHWHILE * this.#asleepMs) this.#rest(now);
    else if (++this.#laps === LAPS_AWAKE) this.#goOn(now);
  }

  #rest(now: number): void {
    this.#isAwake = false;
    this.#restsUntil = now + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, LAST_REST_MS);
    this.#measureAnew();
  }

  #goOn(now: number): void {
    this.#restMs = FIRST_REST_MS;
    this.#isAwake = now - this.#awakeSince < LONGEST_AWAKE_MS;
    this.#measureAnew();
  }

  #measureAnew(): void {
    this.#laps = 0;
    this.#lapsMs = 0;
  }
}

/** Taken when this is loaded: tests of programs may put others in their place, by which no window would ever end. */
const now = performance.now.bind(performance);
const nextTurn = setImmediate;

/** The one of this thread. Where there is one processor only, who stays awake keeps the peer from answering. */
export const busyPoll: BusyPolling = availableParallelism() > 1 ? new BusyPoll({ now, nextTurn }) : neverBusy;
