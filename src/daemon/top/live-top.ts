import type { Manager } from '../../client/manager.js';
import type { Measure } from '../../objects/broker/top.js';
import { frameOf, type Line, type Size, type View } from './frame.js';
import type { Sample } from './sample.js';

/** No screen shows more. */
const MOST_ROWS = 200;

const INTERVALS_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

const SORTS: readonly Measure[] = ['items', 'bytes', 'waiting'];

/** Looks at a broker again and again, and says what is to be seen. */
export class LiveTop {
  readonly #manager: Manager;
  readonly #timeout: number;
  #view: View;
  #before: Sample | undefined;
  #now: Sample | undefined;
  #isOver = false;
  /** Ends the pause between two looks; set while there is one. */
  #goOn: () => void = () => {};

  constructor(manager: Manager, timeout: number, view: View) {
    this.#manager = manager;
    this.#timeout = timeout;
    this.#view = view;
  }

  /** Looks until it is ended, or `count` times, and calls `draw` after each look. Rejects when the broker is gone. */
  async run(draw: () => void, count = Number.POSITIVE_INFINITY): Promise<void> {
    for (let looks = 1; !this.#isOver; looks++) {
      await this.#look();
      draw();
      if (looks >= count) return;
      await this.#pause();
    }
  }

  /** No further look. */
  end(): void {
    this.#isOver = true;
    this.#goOn();
  }

  /** The latest look; `undefined` before the first. */
  get sample(): Sample | undefined {
    return this.#now;
  }

  frame(size: Size): readonly Line[] {
    return this.#now ? frameOf(this.#before, this.#now, this.#view, size) : [];
  }

  /** Does what a key is for. True if something else is to be seen at once. */
  press(key: string): boolean {
    const action = this.#keys[key];
    action?.();
    return action !== undefined && !this.#isOver;
  }

  readonly #keys: Readonly<Record<string, () => void>> = {
    q: () => this.end(),
    // Ctrl-C.
    '\u0003': () => this.end(),
    s: () => this.#change({ sort: next(SORTS, this.#view.sort) }, 'look'),
    p: () => this.#change({ isPaused: !this.#view.isPaused }, 'look'),
    ' ': () => this.#goOn(),
    '+': () => this.#change({ intervalMs: this.#faster() }, 'look'),
    '=': () => this.#change({ intervalMs: this.#faster() }, 'look'),
    '-': () => this.#change({ intervalMs: this.#slower() }, 'look'),
    h: () => this.#change({ isHelpShown: !this.#view.isHelpShown }, 'draw'),
    '?': () => this.#change({ isHelpShown: !this.#view.isHelpShown }, 'draw'),
  };

  #change(change: Partial<View>, then: 'look' | 'draw'): void {
    this.#view = { ...this.#view, ...change };
    if (then === 'look') this.#goOn();
  }

  #faster(): number {
    return INTERVALS_MS.findLast((ms) => ms < this.#view.intervalMs) ?? this.#view.intervalMs;
  }

  #slower(): number {
    return INTERVALS_MS.find((ms) => ms > this.#view.intervalMs) ?? this.#view.intervalMs;
  }

  async #look(): Promise<void> {
    const timeout = this.#timeout;
    const [statistics, top] = await Promise.all([
      this.#manager.statistics({ timeout }),
      this.#manager.top({ sort: this.#view.sort, limit: MOST_ROWS, timeout }),
    ]);
    this.#before = this.#now;
    this.#now = { statistics, top };
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#view.isPaused ? undefined : setTimeout(resolve, this.#view.intervalMs);
      this.#goOn = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isOver) this.#goOn();
    });
  }
}

function next<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] as T;
}
