import { flag, nothing, option, optional, plainly, positive } from '../kinds.js';
import { operation, reading, type Waiting } from '../operation.js';

/** What `wait` answers: the place in the order of arrival, and the number of the action that the caller is to run now. */
export type Arrived = readonly [index: number, action: number | null];

/** What a barrier does, by the names on the wire. PROTOCOL.md, "Barrier". */
export const barrierOperations = {
  // Who comes last lets all go on, so each is tried when it comes; one refused for want of room would break it for all.
  wait: operation([['action', option(optional(flag))]], plainly<Arrived>(), {
    line: 'wait',
    gathers: true,
    frees: true,
    late: { error: 'BROKEN_BARRIER', message: 'not all parties came in the time given; the barrier is broken' },
  }),
  actionDone: operation(
    [
      ['action', positive],
      ['ok', flag],
    ],
    nothing,
    { frees: true },
  ),
  abort: operation([], nothing),
  reset: operation([], nothing),
  parties: operation([], plainly<number>(), reading),
  nWaiting: operation([], plainly<number>(), reading),
  broken: operation([], plainly<boolean>(), reading),
};

/** Where those wait who come while an action runs: they are of the next round. */
export const barrierInner = {
  waitForNext: {
    line: 'next',
    late: { error: 'TIMEOUT', message: 'the action of the round before took all of the time given; nothing was done' },
  },
} as const satisfies Record<string, Waiting>;
