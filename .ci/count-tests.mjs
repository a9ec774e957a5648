// Prints `N passed, N failed` from the JSON report of the test run, and fails unless every test passed.
// Usage: count-tests.mjs <report> passed|failed, the latter being what the exit code of the run said.
import { readFileSync } from 'node:fs';

const [reportFile, outcome] = process.argv.slice(2);
const { passed, failed } = count();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function count() {
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
  const failed = report.numFailedTests + unloadable.length;
  // Errors outside of any test make the run fail and are in no count.
  return { passed: report.numPassedTests, failed: outcome === 'passed' ? failed : Math.max(failed, 1) };
}
