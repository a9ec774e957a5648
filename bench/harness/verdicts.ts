import { type Peer, type Row, units } from './contest.js';
import type { Performance } from './referee.js';
import { type Summary, summarize } from './statistics.js';

/** We against one peer. What could not be measured is `null`, never guessed. */
export interface Verdict {
  readonly row: string;
  readonly peer: string;
  /** How many times better we are, by our medians; below 1 we are worse. */
  readonly ratio: number | null;
  /** How that varied from round to round. */
  readonly spread: Summary | null;
  readonly target: number | null;
  /** `null` too where the ratio is only reported. */
  readonly met: boolean | null;
}

/** One for each peer of the row, in order. */
export function verdictsOf(row: Row, [ours, ...peers]: readonly Performance[]): readonly Verdict[] {
  return row.peers.map((peer, place) => verdictOf(row, peer, ours, peers[place]));
}

function verdictOf(row: Row, peer: Peer, ours: Performance | undefined, theirs: Performance | undefined): Verdict {
  const target = peer.target ?? row.target ?? null;
  const common = { row: row.name, peer: peer.name, target };
  if (ours?.state !== 'measured' || theirs?.state !== 'measured') {
    return { ...common, ratio: null, spread: null, met: null };
  }
  const better = (mine: number, other: number) => (units[row.unit].better === 'higher' ? mine / other : other / mine);
  const ratio = better(summarize(ours.samples).median, summarize(theirs.samples).median);
  const byRound = ours.samples.map((mine, round) => better(mine, theirs.samples[round] ?? Number.NaN));
  return { ...common, ratio, spread: summarize(byRound), met: target === null ? null : ratio >= target };
}
