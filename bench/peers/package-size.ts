import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Absent, type Contestant } from '../harness/contest.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What `npm pack` packs of holdall, and all that it depends on. */
export const holdallSize: Contestant = sized('holdall', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ unpackedSize }] = JSON.parse(packed) as [{ unpackedSize: number }];
  return unpackedSize + bytesOfAll(dependenciesOf(ROOT));
});

/** What somebody installs in place of holdall. */
export function sizeOf(...names: readonly string[]): Contestant {
  return sized(names.join(' and '), () => bytesOfAll(names.map((name) => installedAt(name, ROOT))));
}

function sized(name: string, bytes: () => number): Contestant {
  return {
    name,
    setUp: async () => {
      const size = bytes();
      return { measure: async () => size, tearDown: async () => {} };
    },
  };
}

/** Of these packages and of those that they depend on, each once. */
function bytesOfAll(packages: readonly string[]): number {
  const seen = new Set(packages);
  // A set goes on with what is added to it meanwhile.
  for (const each of seen) for (const dependency of dependenciesOf(each)) seen.add(dependency);
  return [...seen].reduce((sum, each) => sum + bytesIn(each), 0);
}

/** Optional ones too, where they are installed: what is for another platform is not. */
function dependenciesOf(directory: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  ) as Manifest;
  const optional = Object.keys(optionalDependencies);
  const needed = Object.keys(dependencies).filter((name) => !optional.includes(name));
  return [
    ...needed.map((name) => installedAt(name, directory)),
    ...optional.flatMap((name) => find(name, directory) ?? []),
  ];
}

function installedAt(name: string, from: string): string {
  const directory = find(name, from);
  if (directory === undefined) throw new Absent(`${name} is not installed`);
  return directory;
}

/** As Node looks for packages: in every `node_modules` on the way up. */
function find(name: string, from: string): string | undefined {
  const directory = join(from, 'node_modules', name);
  if (existsSync(directory)) return directory;
  return dirname(from) === from ? undefined : find(name, dirname(from));
}

/** Without the packages inside of it, which are counted as such. */
function bytesIn(directory: string): number {
  return readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const path = join(directory, entry.name);
    return sum + (entry.isDirectory() ? bytesIn(path) : statSync(path).size);
  }, 0);
}
