import type { Clock } from '../../src/clock.js';
import { wholeOf } from '../../src/transport/pieces.js';
import type { HostLink } from '../../src/transport/transport.js';

/** A clock that the test moves. Timers run when it passes them, in their order. */
export class MovedClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Whether one of them is due at this moment. */
  hasTimerAt(at: number): boolean {
    return [...this.#timers].some((timer) => timer.at === at);
  }

  move(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}

/** A link that leads nowhere, and notes what was sent over it. */
export class NotedLink implements HostLink {
  readonly sent: Uint8Array[] = [];
  closed = false;

  send(...pieces: readonly Uint8Array[]): void {
    this.sent.push(wholeOf(pieces));
  }

  limitFrames(): void {}

  close(): void {
    this.closed = true;
  }
}
