import { type Row, type Unit, units } from './contest.js';
import type { Performance } from './referee.js';
import { type Summary, summarize } from './statistics.js';
import type { Verdict } from './verdicts.js';

/** A row that was run. */
export interface Result {
  readonly row: Row;
  readonly performances: readonly Performance[];
  readonly verdicts: readonly Verdict[];
}

type Cells = readonly [who: string, median: string, quartiles: string, ratio: string, spread: string, target: string];

const HEAD: Cells = ['', 'median', 'quartiles', 'we are', 'quartiles', 'target'];

/** All rows in one table: ours first, and beside each peer how many times better we are. */
export function table(results: readonly Result[]): string {
  const lines = results.flatMap(linesOf);
  const widths = HEAD.map((_, column) =>
    Math.max(...[HEAD, ...lines].map((line) => (typeof line === 'string' ? 0 : (line[column]?.length ?? 0)))),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return [HEAD, ...lines]
    .map((line) => (typeof line === 'string' ? line : line.map(pad).join('  ').trimEnd()))
    .join('\n');
}

/** A row of what `--json` writes: plain verdicts, for programs to judge, each with our own median. */
interface PlainVerdict extends Omit<Verdict, 'peer' | 'spread'> {
  /** `null` where the row has none, and we are only measured. */
  readonly peer: string | null;
  readonly unit: Unit;
  readonly median: number | null;
}

export function json(results: readonly Result[]): string {
  return `${JSON.stringify(results.flatMap(plainVerdicts), undefined, 2)}\n`;
}

function plainVerdicts({ row: { name: row, unit }, performances: [ours], verdicts }: Result): PlainVerdict[] {
  const median = ours?.state === 'measured' ? summarize(ours.samples).median : null;
  if (verdicts.length === 0) return [{ row, peer: null, ratio: null, target: null, met: null, unit, median }];
  return verdicts.map(({ peer, ratio, target, met }) => ({ row, peer, ratio, target, met, unit, median }));
}

/** A title, and the cells of each contestant; what is no number is said instead of the cells. */
function linesOf({ row, performances, verdicts }: Result): (string | Cells)[] {
  const [ours, ...peers] = performances;
  if (!ours) return [];
  return [
    `\n${row.name} (${row.unit}, ${units[row.unit].better} is better)`,
    lineOf(row.unit, ours),
    ...peers.map((peer, place) => lineOf(row.unit, peer, verdicts[place])),
  ];
}

function lineOf(unit: Unit, performance: Performance, verdict?: Verdict): string | Cells {
  const who = `  ${performance.name}`;
  if (performance.state !== 'measured') return `${who}: ${performance.state}, ${performance.reason}`;
  const summary = summarize(performance.samples);
  return [who, number(summary.median, unit), range(summary, (each) => number(each, unit)), ...comparison(verdict)];
}

function comparison(verdict: Verdict | undefined): [ratio: string, spread: string, target: string] {
  if (!verdict) return ['', '', ''];
  const { ratio, spread, target, met } = verdict;
  const aim = target === null ? 'reported' : `${times(target)} ${met === null ? '?' : met ? 'met' : 'MISSED'}`;
  return ratio === null || spread === null ? ['?', '', aim] : [times(ratio), range(spread, times), aim];
}

function range({ lowerQuartile, upperQuartile }: Summary, format: (value: number) => string): string {
  return `${format(lowerQuartile)}–${format(upperQuartile)}`;
}

const times = (ratio: number) => `${ratio.toFixed(2)}x`;
const number = (value: number, unit: Unit) =>
  value.toLocaleString('en', { maximumFractionDigits: units[unit].better === 'higher' ? 0 : 1 });
