import { availableParallelism } from 'node:os';

/** For how long the event loop is kept turning while something is awaited, in milliseconds. */
const WINDOW_MS = 0.05;

/** A loop that waits again this soon is busy with short waits: then to be woken is most of what each of them takes. */
const DENSE_MS = 0.3;

const SAMPLE = 16;

const ROUND = 32;

/** Awake, a wait and the work after it must take less than this share of what they take asleep. */
const GAIN = 0.85;

/** Asleep again after so long, to see what waits take then. */
const LONGEST_AWAKE_MS = 1_000;

/** How long turning rests when it did not pay: at first, and at most. Each time is twice as long as the last. */
const FIRST_REST_MS = 5;
const LAST_REST_MS = 160;

/** What the module needs of an event loop; a test gives its own. */
export interface Loop {
  now(): number;
  nextTurn(callback: () => void): void;
}

/** What the owners of a loop's sockets tell. */
export interface BusyPolling {
  /** Something was written, and what it asks for is awaited from now on. */
  expect(): void;
  /** Something was read. */
  arrived(): void;
}

export class BusyPoll implements BusyPolling {
  readonly #loop: Loop;
  readonly #turn = (): void => this.#afterTurn();
  #hasArrived = false;
  #isOpen = false;
  #isTurning = false;
  #openedAt = 0;
  #expectedAt = Number.NEGATIVE_INFINITY;
  #isAwake = false;
  #waits = 0;
  #spentMs = 0;
  #asleepMs = 0;
  #awakeSince = 0;
  #restUntil = Number.NEGATIVE_INFINITY;
  #restMs = FIRST_REST_MS;
  stats = { opened: 0, missed: 0, rests: 0, trials: 0, turns: 0, sparse: 0, won: 0, wonMs: 0, log: [] as unknown[] };

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Something is awaited from now on, and may come soon. */
  expect(): void {
    if (!this.#hasArrived) return;
    this.#hasArrived = false;
    const now = this.#loop.now();
    const cycle = now - this.#expectedAt;
    this.#expectedAt = now;
    if (this.#isAwake) this.#heedAwake(cycle, now);
    else this.#heedAsleep(cycle, now);
    if (this.#isAwake) this.#open(now);
  }

  /** It came, or anything else that is awaited. */
  arrived(): void {
    this.#hasArrived = true;
    this.#isOpen = false;
  }

  #open(now: number): void {
    this.stats.opened++;
    this.#isOpen = true;
    this.#openedAt = now;
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#loop.nextTurn(this.#turn);
  }

  #afterTurn(): void {
    this.stats.turns++;
    if (this.#isOpen && this.#loop.now() - this.#openedAt > WINDOW_MS) {
      this.#isOpen = false;
      this.stats.missed++;
    }
    this.#isTurning = this.#isOpen;
    if (this.#isTurning) this.#loop.nextTurn(this.#turn);
  }

  #heedAsleep(cycle: number, now: number): void {
    if (cycle > DENSE_MS || now < this.#restUntil) {
      if (cycle > DENSE_MS) this.stats.sparse++;
      this.#begin();
      return;
    }
    this.#spentMs += cycle;
    if (++this.#waits < SAMPLE) return;
    this.#asleepMs = this.#spentMs / SAMPLE;
    this.#isAwake = true;
    this.#awakeSince = now;
    this.stats.trials++;
    this.#begin();
  }

  #heedAwake(cycle: number, now: number): void {
    this.#spentMs += Math.min(cycle, 2 * this.#asleepMs);
    this.#waits++;
    if (this.#spentMs > ROUND * GAIN * this.#asleepMs) {
      this.stats.rests++;
      this.stats.log.push([(now - this.#awakeSince).toFixed(1), (this.#spentMs / this.#waits * 1000).toFixed(0), (this.#asleepMs * 1000).toFixed(0), this.#waits, this.#restMs]);
      this.#isAwake = false;
      this.#restUntil = now + this.#restMs;
      this.#restMs = Math.min(2 * this.#restMs, LAST_REST_MS);
      this.#begin();
    } else if (this.#waits === ROUND) {
      this.#restMs = FIRST_REST_MS; this.stats.won++; this.stats.wonMs += this.#spentMs / ROUND;
      if (now - this.#awakeSince > LONGEST_AWAKE_MS) { this.#isAwake = false; this.stats.log.push(['old', (this.#spentMs / this.#waits * 1000).toFixed(0), (this.#asleepMs * 1000).toFixed(0)]); }
      this.#begin();
    }
  }

  #begin(): void {
    this.#waits = 0;
    this.#spentMs = 0;
  }
}

/** For who wants the event loop to sleep whenever it can. */
export const neverBusy: BusyPolling = { expect() {}, arrived() {} };

/** The one of this thread. Without a second processor, to stay awake would only keep others from answering. */
export const busyPoll: BusyPolling =
  availableParallelism() > 1 && !process.env['HOLDALL_NOSPIN']
    ? new BusyPoll({ now: () => performance.now(), nextTurn: setImmediate })
    : neverBusy;
if (process.env['HOTLOG'])
  process.on('exit', () =>
    console.error(
      process.argv[1]?.slice(-10),
      JSON.stringify({ ...(busyPoll as BusyPoll).stats, log: (busyPoll as BusyPoll).stats?.log.slice(-40).join(' | ') }),
    ),
  );
