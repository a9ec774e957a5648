/** How a lost session is resumed: by attempts that follow one another, and by none that comes too late. */
import { describe, expect, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import type { Entrance } from '../../src/client/handshake.js';
import { type Away, reconnect } from '../../src/client/reconnection.js';
import { MovedClock, NotedLink } from '../harness/moved-clock.js';

/** A session that is away, whose attempts to come back the test decides. */
class Lost implements Away {
  readonly clock = new MovedClock();
  readonly address = 'tcp://127.0.0.1:1';
  readonly graceMs: number;
  readonly attempts: { readonly timeoutMs: number; succeed(entrance: Entrance): void; fail(): void }[] = [];
  fate = 'away';

  constructor(graceMs: number) {
    this.graceMs = graceMs;
  }

  isOver(): boolean {
    return this.fate === 'over';
  }

  enter(timeoutMs: number): Promise<Entrance> {
    return new Promise((succeed, reject) => {
      this.attempts.push({ timeoutMs, succeed, fail: () => reject(new Error('nobody answers')) });
    });
  }

  resume(): void {
    this.fate = 'resumed';
  }

  end(): void {
    this.fate = 'over';
  }
}

function entrance(): { readonly link: NotedLink; readonly made: Entrance } {
  const link = new NotedLink();
  return { link, made: { link, welcome: {}, hand: () => {} } as unknown as Entrance };
}

describe('a session that is away', () => {
  test('goes on over the connection of an attempt that succeeds, and leaves no timer', async () => {
    const lost = new Lost(10_000);
    const ended = reconnect(lost, 'cut');
    const { link, made } = entrance();
    lost.attempts[0]?.succeed(made);
    await ended;
    expect([lost.fate, link.closed, lost.clock.timers]).toEqual(['resumed', false, 0]);
  });

  test('is over with its grace: an attempt that succeeds later is hung up on', async () => {
    const lost = new Lost(10_000);
    const ended = reconnect(lost, 'cut');
    lost.clock.move(9_999);
    expect(lost.fate).toBe('away');
    lost.clock.move(1);
    const { link, made } = entrance();
    lost.attempts[0]?.succeed(made);
    await ended;
    expect([lost.fate, link.closed, lost.clock.timers]).toEqual(['over', true, 0]);
  });

  test.for([
    { graceMs: 86_400_000, timeoutMs: usualLimits.handshakeMs, why: 'as a broker waits for a handshake' },
    { graceMs: 10_000, timeoutMs: 2_500, why: 'as a quarter of the grace' },
    { graceMs: 2_000, timeoutMs: 1_000, why: 'as a second' },
    { graceMs: 500, timeoutMs: 500, why: 'as its grace' },
  ])('of $graceMs ms grace lets an attempt take as long $why', async ({ graceMs, timeoutMs }) => {
    const lost = new Lost(graceMs);
    const ended = reconnect(lost, 'cut');
    expect(lost.attempts.map((attempt) => attempt.timeoutMs)).toEqual([timeoutMs]);
    lost.clock.move(graceMs);
    lost.attempts[0]?.fail();
    await ended;
  });
});
