import type { Clock } from '../../src/clock.js';
import type { Timeline } from './timeline.js';

interface Timer {
  /** On the machine's clock. */
  readonly due: number;
  readonly callback: () => void;
}

/** One process of the simulated world: it has a clock of its own, can be stopped for a while, and can die. */
export class Machine implements Clock {
  readonly name: string;
  readonly #timeline: Timeline;
  readonly #timers = new Set<Timer>();
  /** How far its clock is ahead of the world's time. */
  #ahead: number;
  #state: 'runs' | 'stopped' | 'dead' = 'runs';
  /** What happened to it while it was stopped. */
  #missed: (() => void)[] = [];

  constructor(name: string, timeline: Timeline, aheadMs = 0) {
    this.name = name;
    this.#timeline = timeline;
    this.#ahead = aheadMs;
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  get isStopped(): boolean {
    return this.#state === 'stopped';
  }

  now(): number {
    return this.#timeline.now + this.#ahead;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { due: this.now() + Math.max(0, ms), callback };
    this.#timers.add(timer);
    this.#plan(timer);
    return () => this.#timers.delete(timer);
  }

  /** Resolves after a time on its clock, when it runs. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Something happens to it: at once, or when it goes on; never if it is dead. */
  meet(act: () => void): void {
    if (this.#state === 'runs') act();
    else if (this.#state === 'stopped') this.#missed.push(act);
  }

  /** As SIGSTOP, or a long turn of its event loop. */
  stop(): void {
    if (this.#state === 'runs') this.#state = 'stopped';
  }

  /** As SIGCONT: everything that it missed happens now, in its order. */
  goOn(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'runs';
    const missed = this.#missed;
    this.#missed = [];
    for (const act of missed) this.#timeline.after(0, () => this.meet(act));
  }

  /** As SIGKILL. */
  die(): void {
    this.#state = 'dead';
    this.#missed = [];
    this.#timers.clear();
  }

  /** Its clock steps forward. Clocks that do not go back can do that, as when a virtual machine was asleep. */
  jump(ms: number): void {
    this.#ahead += ms;
    for (const timer of this.#timers) this.#plan(timer);
  }

  #plan(timer: Timer): void {
    this.#timeline.at(timer.due - this.#ahead, () => this.meet(() => this.#ring(timer)));
  }

  /** After a jump a timer is planned twice: the first time counts. */
  #ring(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.callback();
  }
}
