/** Something that befell the simulated world, for people. */
export interface Happening {
  /** On the recorder's count, as the moments of calls. */
  readonly moment: number;
  readonly what: string;
  /** The machine that it befell. */
  readonly whom: string;
}

/** Notes that something befell a machine. */
export type Note = (what: string, whom: string) => void;

/** How often what happened. */
export function tally(happenings: Iterable<Happening>): Map<string, number> {
  const times = new Map<string, number>();
  for (const { what } of happenings) times.set(what, (times.get(what) ?? 0) + 1);
  return times;
}
