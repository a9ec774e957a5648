import type { Adds } from './contract.js';

/** How many items a call may add, by its arguments, for `Growth.by`; `undefined` where it adds nothing at all. */

/** One, whatever the arguments are. */
export function one(): number {
  return 1;
}

/** What it carries takes the place of what was there. */
export function none(): number {
  return 0;
}

/** As many as the list has that is the argument in this place. */
export function each(place: number): Adds {
  return (args) => lengthOf(args[place]) || undefined;
}

/** As many as the lists have together that the argument in this place is a list of. */
export function eachOfEach(place: number): Adds {
  return (args) =>
    (args[place] as readonly unknown[]).reduce((sum: number, list) => sum + lengthOf(list), 0) || undefined;
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
