// Reads the JSON reports of Playwright and Vitest. Both write them at the end only.
import { readFileSync } from 'node:fs';

export function readNpmSuite(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return { tests: report.testResults ? vitest(report) : playwright(report), running: [], printed: [] };
}

function vitest(report) {
  return report.testResults.flatMap(file => [
    // A file that cannot be loaded has no tests.
    ...(file.assertionResults.length === 0 && file.status === 'failed'
      ? [{ name: file.name, outcome: 'failed', seconds: 0, text: file.message }] : []),
    ...file.assertionResults.map(test => ({
      name: test.fullName, outcome: test.status === 'passed' ? 'passed' : 'failed', seconds: (test.duration ?? 0) / 1000,
      text: test.failureMessages?.join('\n') ?? '',
    })),
  ]);
}

function playwright(report) {
  const specs = suite => [...(suite.specs ?? []).map(spec => ({ ...spec, file: suite.file })), ...(suite.suites ?? []).flatMap(specs)];
  return [
    ...report.suites.flatMap(specs).flatMap(spec => spec.tests.map(test => {
      const results = test.results;
      return {
        name: `${spec.file}: ${spec.title}`,
        // A test that passed only when it was tried again has failed.
        outcome: test.status === 'expected' ? 'passed' : 'failed',
        seconds: results.reduce((sum, result) => sum + result.duration, 0) / 1000,
        text: results.flatMap(result => result.errors ?? []).map(error => error.stack ?? error.message).join('\n'),
      };
    })),
    ...report.errors.map(error => ({ name: 'outside of a test', outcome: 'failed', seconds: 0, text: error.stack ?? error.message })),
  ];
}
