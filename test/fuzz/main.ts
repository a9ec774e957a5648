/** `npm run fuzz`: what hostile clients may say, until the budget is used up or something is found. */
import { Command, InvalidArgumentError } from 'commander';
import { corpus } from './corpus.js';
import { fuzz } from './fuzzer.js';

const command = new Command('npm run fuzz --')
  .description('Tries what strangers and clients may say against the real broker, beside an honest client.')
  .option('--seed <number>', 'where chance begins (default: one that nobody knows)', wholeNumber)
  .option('--for <seconds>', 'begin no further case after so long (default: 60)', wholeNumber)
  .option('--cases <number>', 'try no more than this (default: as many as there is time for)', wholeNumber);
const given = command.parse().opts<{ seed?: number; for?: number; cases?: number }>();
const { seed = Date.now() % 1_000_000_000, for: seconds = 60, cases: most = Number.POSITIVE_INFINITY } = given;

const end = performance.now() + seconds * 1_000;
const { finding, ...report } = fuzz({
  seed,
  corpus: corpus.map(([, wanted]) => wanted),
  goesOn: (cases) => cases < most && performance.now() < end,
});
console.log(
  `seed ${seed}: ${report.cases} cases, ${report.answers} different answers, ${report.kept} cases that reached something new; ` +
    `${report.functions} functions were run, ${report.missingBlocks} blocks of them never.`,
);
if (finding) {
  console.error(`\n${finding.violation}\n\nThe case, for a file in test/fuzz/corpus with a sentence in "about":`);
  console.error(JSON.stringify({ about: '', ...finding.case }, null, 1));
  console.error(`\nThe same again: npm run fuzz -- --seed ${seed} --cases ${report.cases}`);
  process.exitCode = 1;
} else {
  console.log('No exception escaped, nobody else was harmed, nothing was left behind.');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(`it must be a whole number, 0 to ${Number.MAX_SAFE_INTEGER}`);
}
