// Reads what xunit's JSON reporter has written so far. A suite that was ended in the middle has left it, too: every line stands for itself.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

// A fixture or a collection that fails does so outside of any test.
const outside = type => type === 'error-message' || type.endsWith('-cleanup-failure');

/** @returns {Promise<{ tests: { name, outcome, seconds, text }[], running: { name, since: Date }[], printed: string[] }>} */
export async function readDotnetSuite(file) {
  const tests = [];
  const started = new Map();
  const printed = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const message = parse(line);
    if (message !== undefined) take(message, started, tests);
    else printed.push(line);
  }
  return { tests, running: [...started.values()], printed };
}

function take(message, started, tests) {
  const type = message.$type;
  if (type === 'test-starting') {
    started.set(message.TestUniqueID, { name: message.TestDisplayName, since: new Date(message.StartTime) });
    return;
  }
  const test = started.get(message.TestUniqueID);
  const outcome = { 'test-passed': 'passed', 'test-failed': 'failed', 'test-skipped': 'skipped', 'test-not-run': 'not run' }[type];
  if (outcome !== undefined) {
    const text = outcome === 'failed' ? failure(message) + output(message) : message.Reason ?? '';
    tests.push({ name: test?.name ?? message.TestDisplayName ?? 'a test', outcome, seconds: message.ExecutionTime ?? 0, text });
    started.delete(message.TestUniqueID);
  } else if (outside(type)) {
    tests.push({ name: `${type} of ${test?.name ?? 'a fixture'}`, outcome: 'failed', seconds: 0, text: failure(message) });
  }
}

// Inner exceptions follow the outer one.
const failure = message => (message.Messages ?? [])
  .map((text, i) => `${message.ExceptionTypes?.[i] ?? 'exception'}: ${text}\n${message.StackTraces?.[i] ?? ''}`)
  .join('\n---- inner ----\n');

const output = message => (message.Output ? `\noutput:\n${message.Output}` : '');

// Escape sequences for colours may stand before the first line. What is no message was printed by a test or by the runtime.
function parse(line) {
  const start = line.indexOf('{"$type"');
  if (start < 0) return undefined;
  try {
    return JSON.parse(line.slice(start));
  } catch {
    return undefined; // The line in which the suite was ended.
  }
}
