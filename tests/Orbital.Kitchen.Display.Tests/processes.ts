import type { ChildProcess } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { wwwroot } from './build-page';

const stoppedWithinMs = 15_000;

/** The folder of a project of ours. */
export function projectFolder(project: string): string {
  return join(import.meta.dirname, '../../src', project);
}

/** What was built last of a project; where `ORBITAL_TEST_CONFIGURATION` is set, in that configuration. */
export function newestAssembly(project: string): string {
  const built = (process.env.ORBITAL_TEST_CONFIGURATION ?? 'Debug,Release')
    .split(',')
    .map((configuration) => join(projectFolder(project), 'bin', configuration, `net10.0/${project}.dll`))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!built[0]) throw new Error(`${project} is not built: dotnet build src/${project}`);
  return built[0];
}

/** Never a database that the user has named: these tests write. The page is the one that they have built. */
export function environmentOfTests(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ConnectionStrings|OrderFeed|Authentication)(__|:)/i.test(name));
  return { ...Object.fromEntries(kept), ASPNETCORE_WEBROOT: wwwroot };
}

/** Ends a process, by force when it does not end by itself. */
export async function ended(process: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = new Promise((resolve) => process.once('exit', resolve));
  const deadline = setTimeout(() => process.kill('SIGKILL'), stoppedWithinMs);
  process.kill(signal);
  await exit;
  clearTimeout(deadline);
}
