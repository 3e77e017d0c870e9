// Says which test failed how often: node rounds.mjs FOLDER ROUNDS, after ./test --repeat. FOLDER has one folder for each round: 1, 2, 3 …
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, rounds] = [process.argv[2], Number(process.argv[3])];
const failed = new Map();
for (let round = 1; round <= rounds; round++) {
  for (const file of readdirSync(join(folder, `${round}`)).filter(name => name.endsWith('.failed'))) {
    for (const test of readFileSync(join(folder, `${round}`, file), 'utf8').split('\n').filter(Boolean)) {
      failed.set(test, [...(failed.get(test) ?? []), round]);
    }
  }
}
if (failed.size === 0) console.log(`no test failed in ${rounds} rounds`);
for (const [test, when] of [...failed].sort(([, a], [, b]) => b.length - a.length)) {
  console.log(`failed ${when.length} of ${rounds} (round ${when.join(', ')}): ${test}`);
}
