/** `npm run simulate`: runs of many seeds, until the budget is used up or one finds something. */
import { Command, InvalidArgumentError } from 'commander';
import { line } from '../linearizability/report.js';
import { type RunReport, run } from './run.js';
import { workloads } from './workloads/index.js';

interface Options {
  readonly seed?: number;
  readonly from: number;
  readonly for: number;
  readonly runs: number;
  readonly workloads: readonly string[];
}

const command = new Command('npm run simulate --')
  .description(
    'Runs schedules of the real broker and the real client over a simulated network. Each seed is one schedule, the same for ever.',
  )
  .option('--seed <number>', 'run this one only, and show all that happened', wholeNumber)
  .option('--from <number>', 'the first seed; default: one that nobody knows', wholeNumber, Date.now() % 1_000_000_000)
  .option('--for <seconds>', 'begin no further run after so long', wholeNumber, 60)
  .option('--runs <number>', 'make no more runs than this', wholeNumber, Number.POSITIVE_INFINITY)
  .option(
    '--workloads <names>',
    `of ${Object.keys(workloads).join(', ')}; default: all`,
    names,
    Object.keys(workloads),
  );
const options = command.parse().opts<Options>();
const chosen = Object.fromEntries(Object.entries(workloads).filter(([name]) => options.workloads.includes(name)));

if (options.seed === undefined) await runMany();
else showOne(await run(options.seed, { workloads: chosen }));

async function runMany(): Promise<void> {
  const end = performance.now() + options.for * 1_000;
  const totals = { runs: 0, calls: 0, unknown: 0 };
  const happened = new Map<string, number>();
  for (let seed = options.from; totals.runs < options.runs && performance.now() < end; seed++) {
    const report = await run(seed, { workloads: chosen });
    totals.runs++;
    totals.calls += report.operations.length;
    totals.unknown += report.unknown.length;
    for (const [what, times] of report.happened) happened.set(what, (happened.get(what) ?? 0) + times);
    if (report.violations.length > 0) return fail(report);
  }
  console.log(
    `${totals.runs} runs from seed ${options.from} on, ${totals.calls} calls: nothing was lost, nothing came twice, nobody was stuck. ` +
      `${totals.unknown} histories were too long to judge.`,
  );
  console.log([...happened].map(([what, times]) => `${times} ${what}`).join(', '));
}

function fail(report: RunReport): void {
  showViolations(report);
  const only = options.workloads.length < Object.keys(workloads).length ? ` --workloads ${options.workloads}` : '';
  console.error(`\nThe same again: npm run simulate -- --seed ${report.seed}${only}`);
}

function showOne(report: RunReport): void {
  for (const operation of report.operations) console.log(`${operation.object}: ${line(operation)}`);
  showViolations(report);
}

function showViolations({ seed, setting, violations }: RunReport): void {
  console.error(`\nseed ${seed}: ${setting}\n${violations.length} violations`);
  for (const violation of violations) console.error(`- ${violation}`);
  if (violations.length > 0) process.exitCode = 1;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('it must be a whole number, 0 or more');
}

function names(text: string): readonly string[] {
  const given = text.split(',');
  const unknown = given.filter((name) => !Object.hasOwn(workloads, name));
  if (unknown.length === 0) return given;
  throw new InvalidArgumentError(`there is no ${unknown.join(' and no ')}`);
}
