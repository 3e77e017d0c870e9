// Writes docs/licences.md: every package that a restore may bring, by the lock files, with its version and licence.
// node tools/licences/licences.mjs           after a restore, which puts the packages' own descriptions on this machine
// node tools/licences/licences.mjs --check   fails when docs/licences.md is not what it would write
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const page = join(root, 'docs', 'licences.md');
const cache = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');

// Their descriptions give an address, or nothing; read there by a person.
const readByHand = {
  mediatr: 'Apache-2.0',
  'microsoft.netcore.platforms': 'Microsoft .NET Library licence',
  'mono.cecil': 'MIT',
  'netarchtest.rules': 'MIT',
  'netstandard.library': 'MIT',
};

const filesNamed = (name) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', name, `**/${name}`], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');

const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8').replace(/^\uFEFF/, ''));

function licenceOfNuGet(name, version) {
  const id = name.toLowerCase();
  const description = readFileSync(join(cache, id, version, `${id}.nuspec`), 'utf8');
  const licence = /<license type="expression"[^>]*>([^<]+)</.exec(description)?.[1] ?? readByHand[id];
  if (!licence) throw new Error(`${name} ${version} does not say its licence: read it, and add it to readByHand`);
  return licence;
}

function nuGetPackages() {
  const found = new Map();
  for (const path of filesNamed('packages.lock.json')) {
    for (const packages of Object.values(readJson(path).dependencies)) {
      for (const [name, { type, resolved }] of Object.entries(packages)) {
        if (type !== 'Project') found.set(`${name.toLowerCase()} ${resolved}`, [name, resolved]);
      }
    }
  }
  return [...found.values()].map(([name, version]) => [name, version, licenceOfNuGet(name, version)]);
}

function npmPackages() {
  const found = new Map();
  for (const path of filesNamed('package-lock.json')) {
    for (const [place, { version, license }] of Object.entries(readJson(path).packages)) {
      const name = place.split('node_modules/').at(-1);
      if (name === '') continue;
      if (!license) throw new Error(`${name} in ${path} does not say its licence`);
      found.set(`${name} ${version}`, [name, version, license]);
    }
  }
  return [...found.values()];
}

function table(packages) {
  const key = (row) => `${row[0].toLowerCase()} ${row[1]}`;
  const rows = packages.sort((a, b) => (key(a) < key(b) ? -1 : 1)).map((row) => `| ${row.join(' | ')} |`);
  return ['| package | version | licence |', '| --- | --- | --- |', ...rows].join('\n');
}

const text = `# Licences

Every package that building, testing or running Orbital brings to a machine, by the lock files. Most serve tests only:
[decision 6](decisions/0006-dependencies.md) says which come to the product, and why. Written by \`node tools/licences/licences.mjs\`.

## NuGet

${table(nuGetPackages())}

## npm

${table(npmPackages())}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/licences.md is stale: run node tools/licences/licences.mjs');
  process.exit(1);
}
