import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { checkOptions } from '../../objects/options.js';
import { LONGEST_TIMER_MS } from '../../objects/timers.js';

export interface WaitOptions {
  /** How long to wait, in milliseconds. 0: not at all. Default: for ever. */
  readonly timeout?: number;
}

/** Waits until the promise is settled or the time is over; true if it was settled. Never rejects for the promise. */
export async function settledWithin(promise: Promise<unknown>, timeout: number | undefined): Promise<boolean> {
  const settled = promise.then(yes, yes);
  // Longer is for ever.
  if (timeout === undefined || timeout > LONGEST_TIMER_MS) return settled;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, timeout, false);
  });
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The time to wait. Throws `ArgumentError` for one that nobody can wait, and for what is no options, as the bare number
 * that Python takes: a wait without limit must not come of it.
 */
export function timeoutIn(options: WaitOptions | undefined, what: string): number | undefined {
  if (options === undefined) return undefined;
  checkOptions(options, ['timeout'], what);
  const { timeout } = options;
  if (timeout === undefined || (typeof timeout === 'number' && timeout >= 0)) return timeout;
  throw new ArgumentError(
    `timeout of ${what} must be 0 or more milliseconds; got ${describe(timeout)}. Leave it out to wait without limit`,
  );
}

function yes(): boolean {
  return true;
}
