// Reports one suite for ./test: node suite.mjs NAME FOLDER EXIT-CODE SECONDS, after the suite has ended, however it ended.
//
// Reads FOLDER/NAME.jsonl (xunit) or FOLDER/NAME.json (Vitest, Playwright), and FOLDER/NAME.log, which has the suite's other output.
// Prints the suite's failures and its line, and leaves in FOLDER:
//   NAME.count   "passed failed", for the sum
//   NAME.failed  the names of the tests that failed, one a line
//   NAME.times   every test with its seconds, the longest first
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDotnetSuite } from './dotnet.mjs';
import { readNpmSuite } from './npm.mjs';

// The exit codes of timeout(1): its own, and that of a suite that had to be killed.
const LIMIT = new Set([124, 137]);
const LOG_LINES = 200;

const [name, folder, exitCode, seconds] = [process.argv[2], process.argv[3], Number(process.argv[4]), Number(process.argv[5])];
const path = ending => join(folder, `${name}.${ending}`);

const { tests, running, printed, unreadable } = await read();
const passed = tests.filter(test => test.outcome === 'passed').length;
// A test that did not run has shown nothing, so it counts as failed; so does one that the limit ended.
const failures = [
  ...tests.filter(test => test.outcome !== 'passed'),
  ...running.map(test => ({ name: test.name, text: `was still running, for ${since(test.since)} s, when the suite ended` })),
];
// So does a suite that ended badly although no test of it failed, and one without a report: it crashed, or did not start.
if (failures.length === 0 && (exitCode !== 0 || unreadable !== undefined)) failures.push({ name: `${name} itself`, text: unreadable ?? '' });

if (failures.length > 0) print();
console.log(`${name.padEnd(36)} ${String(passed).padStart(5)} passed ${String(failures.length).padStart(5)} failed ${String(seconds).padStart(5)} s`);
writeFileSync(path('count'), `${passed} ${failures.length}\n`);
writeFileSync(path('failed'), failures.map(test => `${test.name}\n`).join(''));
writeFileSync(path('times'), tests.sort((a, b) => b.seconds - a.seconds).map(test => `${test.seconds.toFixed(2).padStart(8)} ${test.name}\n`).join(''));

async function read() {
  try {
    return existsSync(path('jsonl')) ? await readDotnetSuite(path('jsonl')) : readNpmSuite(path('json'));
  } catch (error) {
    return { tests: [], running: [], printed: [], unreadable: `no readable report: ${error.message}` };
  }
}

function since(start) {
  return Math.round((Date.now() - start.getTime()) / 1000);
}

function print() {
  const ended = LIMIT.has(exitCode) ? `ended by its limit after ${seconds} s, ${running.length} tests were running` : `exit code ${exitCode}`;
  console.log(`--- ${name} (${ended})`);
  for (const test of failures) console.log(`FAILED ${test.name}\n${indent(test.text)}`);
  console.log(lastLines());
  console.log('---');
}

function lastLines() {
  const lines = [...printed, ...(existsSync(path('log')) ? readFileSync(path('log'), 'utf8').trimEnd().split('\n') : [])];
  return lines.length > LOG_LINES ? [`… the last ${LOG_LINES} of ${lines.length} lines that the suite printed`, ...lines.slice(-LOG_LINES)].join('\n') : lines.join('\n');
}

function indent(text) {
  return text.split('\n').map(line => `  ${line}`).join('\n');
}
