import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const display = join(import.meta.dirname, '../../src/Orbital.Kitchen.Display');

/** Where the built page is, for the kitchen to serve. */
export const wwwroot = join(import.meta.dirname, '../../src/Orbital.Kitchen.Api/wwwroot');

/** Builds the page before all tests, so that they never look at yesterday's. */
export default function buildPage(): void {
  if (!existsSync(join(display, 'node_modules'))) npm('ci');
  npm('run', 'build');
}

function npm(...args: string[]): void {
  execFileSync('npm', args, { cwd: display, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}
