/** From "do this many" to samples: runs are made as long as they may be, whatever the contestant's speed. */
import { keepInFlight as doInFlight } from './in-flight.mjs';

/** Does so many operations, and resolves when the last is done. */
export type Run = (operations: number) => Promise<unknown>;

/** Samples are operations a second. */
export function perSecond(run: Run): (budgetMs: number) => Promise<number> {
  const timed = paced(run);
  return async (budgetMs) => 1_000 / (await timed(budgetMs));
}

/** Samples are microseconds for each operation. */
export function microsecondsEach(run: Run): (budgetMs: number) => Promise<number> {
  const timed = paced(run);
  return async (budgetMs) => 1_000 * (await timed(budgetMs));
}

/** A run of many operations, so many of them at a time. */
export function keepInFlight(inFlight: number, call: () => Promise<unknown>): Run {
  return (operations) => doInFlight(inFlight, operations, call);
}

/** Samples are of items, where an operation takes so many of them along. */
export function ofItems(itemsEach: number, perSecond: (budgetMs: number) => Promise<number>): typeof perSecond {
  return async (budgetMs) => itemsEach * (await perSecond(budgetMs));
}

/** Gives milliseconds for each operation. Learns from each run how many operations fill the budget of the next. */
function paced(run: Run): (budgetMs: number) => Promise<number> {
  let msEach: number | undefined;
  const time = async (operations: number) => {
    const began = performance.now();
    await run(operations);
    return (performance.now() - began) / operations;
  };
  return async (budgetMs) => {
    if (msEach === undefined) {
      let operations = 16;
      for (msEach = await time(operations); msEach * operations < budgetMs / 2; msEach = await time(operations)) {
        operations *= 2;
      }
    }
    msEach = await time(Math.max(1, Math.round(budgetMs / msEach)));
    return msEach;
  };
}
