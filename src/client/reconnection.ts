import { usualLimits } from '../../protocol/broker-limits.js';
import { SessionEndedError } from '../../protocol/errors.js';
import type { Clock } from '../clock.js';
import { NobodyListens } from '../transport/refusal.js';
import { goneBecause } from './fates.js';
import type { Entrance } from './handshake.js';
import type { Fate } from './session.js';

/** First pause between attempts to reconnect, in milliseconds; each next one is twice as long, up to the last. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 1_000;

/** An attempt that nobody answers may take a quarter of what is left of the grace, or this, in milliseconds: others follow. */
const LEAST_ATTEMPT_MS = 1_000;

/** No broker waits longer for a handshake, and a program that has nothing more to do should not either. */
const LONGEST_ATTEMPT_MS = usualLimits.handshakeMs;

/** A session whose connection is lost. */
export interface Away {
  readonly clock: Clock;
  readonly address: string;
  /** How long it may be away. */
  readonly graceMs: number;
  isOver(): boolean;
  /** One attempt to resume it, at most so long. */
  enter(timeoutMs: number): Promise<Entrance>;
  resume(entrance: Entrance): void;
  end(fate: Fate): void;
}

/**
 * Tries to resume a session until it is, or is over: at the latest when its grace is. `reason` is how it was lost. Only an
 * attempt under way keeps the process.
 */
export async function reconnect(away: Away, reason: string): Promise<void> {
  const { clock, address, graceMs } = away;
  const deadline = clock.now() + graceMs;
  const left = () => Math.max(1, deadline - clock.now());
  // Also where an attempt is under way then: after it the broker may give to others what this session holds.
  const giveUp = () => away.end(goneBecause(address, `${reason}; reconnecting for ${graceMs} ms failed`));
  const stopWaiting = clock.after(graceMs, giveUp, { unref: true });
  let pause = FIRST_PAUSE_MS;
  while (!(await tryResume(away, reason, attemptWithin(left())))) {
    await new Promise<void>((resolve) => clock.after(Math.min(pause, left()), resolve, { unref: true }));
    pause = Math.min(2 * pause, LAST_PAUSE_MS);
  }
  stopWaiting();
}

/** True when there is nothing left to try: the session goes on, or it is over. */
async function tryResume(away: Away, reason: string, timeoutMs: number): Promise<boolean> {
  if (away.isOver()) return true;
  try {
    const entrance = await away.enter(timeoutMs);
    if (away.isOver()) entrance.link.close();
    else away.resume(entrance);
    return true;
  } catch (error) {
    if (error instanceof SessionEndedError) {
      away.end((happened) => new SessionEndedError(error.message, { happened, cause: error }));
    } else if (error instanceof NobodyListens) {
      away.end(goneBecause(away.address, `${reason}, and nothing listens there any more`));
    }
    return away.isOver();
  }
}

function attemptWithin(leftMs: number): number {
  return Math.min(leftMs, Math.max(leftMs / 4, LEAST_ATTEMPT_MS), LONGEST_ATTEMPT_MS);
}
