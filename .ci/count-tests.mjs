// Prints `N passed, N failed` from the JSON reports of the test runs, and fails unless every test passed.
// Usage: count-tests.mjs passed|failed <report>..., the first being what the exit codes of the runs said.
import { readFileSync } from 'node:fs';

const [outcome, ...reportFiles] = process.argv.slice(2);
const counts = reportFiles.map(count);
const passed = sum(counts.map((each) => each.passed));
// Errors outside of any test make a run fail and are in no count.
const failed = Math.max(sum(counts.map((each) => each.failed)), outcome === 'passed' ? 0 : 1);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function count(reportFile) {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    // No report, no tests: that the run itself failed must not read as success.
    return { passed: 0, failed: 1 };
  }
  // A file that could not even be loaded is failed and holds no failed test.
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length };
}
