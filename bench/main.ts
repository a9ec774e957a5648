/** `npm run bench`: us and the peers in one run, and one table of how we compare. */
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { machine } from './harness/machine.js';
import { QUICK, runRow, THOROUGH } from './harness/referee.js';
import { json, type Result, table } from './harness/report.js';
import { verdictsOf } from './harness/verdicts.js';
import { rows } from './rows/index.js';

interface Options {
  readonly quick?: true;
  readonly row?: RegExp;
  readonly json?: string | true;
}

const command = new Command('npm run bench --')
  .description(
    'Measures holdall and its peers, interleaved. Exits with 1 when holdall itself failed, whatever the ratios.',
  )
  .option('--quick', 'few and short rounds, to see that everything works')
  .option('--row <pattern>', 'only rows whose name this regular expression finds', regularExpression)
  .option('--json [file]', 'write the ratios as JSON; without a file to standard output, the table to standard error');
const { quick, row: pattern = /(?:)/, json: file } = command.parse().opts<Options>();

// `exit` handlers kill every process that was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(128 + constants.signals[signal]));
}

const chosen = rows.filter(({ name }) => pattern.test(name));
if (chosen.length === 0) {
  console.error(`no row is named like ${pattern.source}. There are:\n  ${rows.map(({ name }) => name).join('\n  ')}`);
  process.exit(2);
}

const print = file === true ? console.error : console.log;
const description = machine();
const results: Result[] = [];
for (const row of chosen) {
  console.error(`[${results.length + 1}/${chosen.length}] ${row.name}`);
  const performances = await runRow(row, quick ? QUICK : THOROUGH);
  results.push({ row, performances, verdicts: verdictsOf(row, performances) });
}

print(`\n${description}${quick ? '\nA quick look: too short to judge by.' : ''}\n\n${table(results)}\n`);
if (file === true) process.stdout.write(json(results));
else if (file !== undefined) writeFileSync(file, json(results));
// What the machine lacks is no failure, and a peer's failure is not ours.
if (results.some(({ performances: [ours] }) => ours?.state !== 'measured')) process.exitCode = 1;

function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : '');
  }
}
