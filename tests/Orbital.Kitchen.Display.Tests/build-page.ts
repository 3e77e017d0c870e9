import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const display = join(import.meta.dirname, '../../src/Orbital.Kitchen.Display');

/** Where the page is built to, for the kitchens of the tests to serve; not where a `./run` beside them serves it from. */
export const wwwroot = process.env.ORBITAL_TEST_PAGE ?? join(import.meta.dirname, '../../artifacts/test-page');

/** Builds the page before all tests, so that they never look at yesterday's. */
export default function buildPage(): void {
  if (!existsSync(join(display, 'node_modules'))) npm('ci');
  npm('run', 'build', '--', '--outDir', wwwroot);
}

function npm(...args: string[]): void {
  execFileSync('npm', args, { cwd: display, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}
