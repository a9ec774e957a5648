/** `npm run simulate`: runs of many seeds, until the budget is used up or one finds something. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { line } from '../linearizability/report.js';
import { type Happening, tally } from './happenings.js';
import { type RunReport, run } from './run.js';
import { workloads } from './workloads/index.js';

interface Options {
  readonly seed?: number;
  readonly from?: number;
  readonly for?: number;
  readonly runs?: number;
  readonly workloads?: readonly string[];
}

const allNames = Object.keys(workloads);
const command = new Command('npm run simulate --')
  .description(
    'Runs schedules of the real broker and the real client over a simulated network. A seed, with its workloads, is one schedule, the same for ever.',
  )
  .addOption(
    new Option('--seed <number>', 'run this one only, and show what was called and what broke')
      .argParser(wholeNumber)
      .conflicts(['from', 'for', 'runs']),
  )
  .option('--from <number>', 'the first seed (default: one that nobody knows)', wholeNumber)
  .option('--for <seconds>', 'begin no further run after so long (default: 60)', positive)
  .option('--runs <number>', 'make no more runs than this (default: as many as there is time for)', positive)
  .option('--workloads <names>', `some of ${allNames.join(',')} (default: all)`, names);
const { seed: only, from = Date.now() % 1_000_000_000, ...options } = command.parse().opts<Options>();
const given = options.workloads ?? allNames;
const chosen = Object.fromEntries(Object.entries(workloads).filter(([name]) => given.includes(name)));

if (only === undefined) await runMany(options.runs ?? Number.POSITIVE_INFINITY, (options.for ?? 60) * 1_000);
else showOne(await run(only, { workloads: chosen }));

async function runMany(most: number, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  const happened: Happening[] = [];
  let [runs, calls, unknown] = [0, 0, 0];
  for (let seed = from; runs < most && performance.now() < end; seed++) {
    const report = await run(seed, { workloads: chosen });
    if (report.violations.length > 0) return fail(report);
    runs++;
    calls += report.operations.length;
    unknown += report.unknown.length;
    happened.push(...report.happened);
  }
  console.log(
    `${runs} runs from seed ${from} on, ${calls} calls: nothing was lost, nothing came twice, nobody was stuck. ` +
      `Histories too long to judge: ${unknown}.`,
  );
  console.log([...tally(happened)].map(([what, times]) => `${what}: ${times}`).join(', '));
}

function fail(report: RunReport): void {
  showViolations(report);
  const some = given.length < allNames.length ? ` --workloads ${given}` : '';
  console.error(`\nThe same again: npm run simulate -- --seed ${report.seed}${some}`);
}

function showOne(report: RunReport): void {
  const calls = report.operations.map((call) => [call.called, `${call.object}: ${line(call)}`] as const);
  const faults = report.happened.map(
    ({ moment, what, whom }) => [moment, `-- ${what}: ${whom}, at ${moment}`] as const,
  );
  for (const [, text] of [...calls, ...faults].sort(([one], [other]) => one - other)) console.log(text);
  showViolations(report);
}

function showViolations({ seed, setting, violations }: RunReport): void {
  console.error(`\nseed ${seed}: ${setting}\n${violations.length} violations`);
  for (const violation of violations) console.error(`- ${violation}`);
  if (violations.length > 0) process.exitCode = 1;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(`it must be a whole number, 0 to ${Number.MAX_SAFE_INTEGER}`);
}

function positive(text: string): number {
  const number = wholeNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('it must be more than 0');
}

function names(text: string): readonly string[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !Object.hasOwn(workloads, name));
  if (unknown.length === 0) return wanted;
  throw new InvalidArgumentError(`there is no ${unknown.join(' and no ')}; there are ${allNames.join(', ')}`);
}
