/** What a timer of Node's can count, in milliseconds: 24 days. It would take more for no time at all. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** A delay as a timer can count it. Who waits longer than that has waited long enough, or looks again. */
export function timerDelay(ms: number): number {
  return Math.min(ms, LONGEST_TIMER_MS);
}
