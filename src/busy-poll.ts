import { availableParallelism } from 'node:os';

/** For how long the event loop is kept turning while something is awaited, in milliseconds. */
const WINDOW_MS = 0.05;

/** A loop that waits again this soon is busy with short waits: then to be woken is most of what each of them takes. */
const DENSE_MS = 0.3;

/** Credit: one for each wait that follows the last one densely, and what one that does not takes away. */
const ENOUGH_CREDIT = 16;
const MOST_CREDIT = 32;
const SPARSE_COST = 4;

/** After so many waits awake it is judged whether they were shorter. */
const TRIAL = 32;

/** Awake, a wait and the work after it must take less than this share of what they take asleep. */
const GAIN = 0.8;

/** One wait counts for so much of the mean. */
const SHARE = 1 / 16;

/** Asleep again after so long, to see what waits take then. */
const LONGEST_AWAKE_MS = 1_000;

/** How long turning rests when it did not pay: at first, and at most. Each time is twice as long as the last. */
const FIRST_REST_MS = 5;
const LAST_REST_MS = 640;

/** What the module needs of an event loop; a test gives its own. */
export interface Loop {
  now(): number;
  nextTurn(callback: () => void): void;
}

export class BusyPoll {
  readonly #loop: Loop;
  readonly #turn = (): void => this.#afterTurn();
  #hasArrived = false;
  #isOpen = false;
  #isTurning = false;
  #openedAt = 0;
  #credit = 0;
  #expectedAt = Number.NEGATIVE_INFINITY;
  #isAwake = false;
  #waits = 0;
  #changedAt = 0;
  #restedAt = Number.NEGATIVE_INFINITY;
  #asleepMs = DENSE_MS;
  #awakeMs = 0;
  #rest = FIRST_REST_MS;
  stats = { opened: 0, missed: 0, rests: 0, trials: 0, turns: 0, sparse: 0, log: [] as unknown[] };

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
    if (cycle > DENSE_MS) this.#heedSparse();
    else if (this.#isAwake) this.#learnAwake(cycle, now);
    else this.#learnAsleep(cycle, now);
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
    if (this.#isOpen && this.#loop.now() - this.#openedAt > WINDOW_MS) { this.#isOpen = false; this.stats.missed++; }
    this.#isTurning = this.#isOpen;
    if (this.#isTurning) this.#loop.nextTurn(this.#turn);
  }

  #heedSparse(): void {
    this.stats.sparse++;
    this.#credit -= SPARSE_COST;
    if (this.#credit >= 0) return;
    this.#credit = 0;
    this.#isAwake = false;
  }

  #learnAsleep(cycle: number, now: number): void {
    this.#credit = Math.min(this.#credit + 1, MOST_CREDIT);
    this.#asleepMs += (cycle - this.#asleepMs) * SHARE;
    if (this.#credit < ENOUGH_CREDIT || now < this.#restedAt) return;
    this.#isAwake = true;
    this.stats.trials++;
    this.#waits = 0;
    this.#awakeMs = this.#asleepMs;
    this.#changedAt = now;
  }

  #learnAwake(cycle: number, now: number): void {
    this.#credit = Math.min(this.#credit + 1, MOST_CREDIT);
    this.#awakeMs += (cycle - this.#awakeMs) * SHARE;
    if (++this.#waits < TRIAL) return;
    const hasGained = this.#awakeMs < this.#asleepMs * GAIN;
    const isOld = now - this.#changedAt > LONGEST_AWAKE_MS;
    if (hasGained && !isOld) return;
    this.#isAwake = false;
    this.stats.log.push([hasGained, this.#awakeMs, this.#asleepMs, this.#waits, this.#rest]);
    this.#credit = 0;
    if (hasGained) { this.#rest = FIRST_REST_MS; return; }
    this.stats.rests++;
    this.#restedAt = now + this.#rest;
    this.#rest = Math.min(2 * this.#rest, LAST_REST_MS);
  }
}

/** The one of this thread. */
export const busyPoll: BusyPoll | undefined =
  availableParallelism() > 1 && !process.env['HOLDALL_NOSPIN']
    ? new BusyPoll({ now: () => performance.now(), nextTurn: setImmediate })
    : undefined;
if (process.env['HOTLOG']) process.on('exit', () => console.error(process.argv[1]?.slice(-10), JSON.stringify({ ...busyPoll?.stats, log: busyPoll?.stats.log.slice(0, 12) })));
