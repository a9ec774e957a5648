// Builds the package: declarations by the compiler, file by file, and JavaScript bundled into a few. Every worker and every
// broker loads it anew, and to find and read 300 files takes a process five times as long as to read ten.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(`${root}/dist`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);

const { outputFiles } = await build({
  absWorkingDir: root,
  // What is started or imported by name: src/programs.ts, and `bin` and `exports` of package.json.
  entryPoints: [
    'src/index.ts',
    'src/daemon/main.ts',
    'src/daemon/private.ts',
    'src/pool/worker/main.ts',
    'src/pool/worker/watch.ts',
  ],
  outdir: 'dist',
  outbase: '.',
  // Beside index.js, where src/programs.ts looks for the others.
  chunkNames: 'src/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  // For `using`, which Node 20 does not know.
  target: 'node20',
  // Fields are assigned, not defined, which makes an object that many calls make, such as the engine's own of a call, a tenth
  // cheaper. No class of ours could tell the difference: none gives a field the name of an accessor above it.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  sourcemap: true,
  logLevel: 'warning',
  write: false,
});

for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, withOwnNames(text));
}

/**
 * A class that speaks of itself gets an underscore from esbuild, which its users see in stack traces. Its option `keepNames`
 * would mend that, too, but at the price of a call for each closure that is made: a third of a pool's speed.
 */
function withOwnNames(text) {
  const names = new Set([...text.matchAll(/= class _(\w+)/g)].map(([, name]) => name));
  return [...names].reduce((code, name) => code.replaceAll(new RegExp(`\\b_${name}\\b`, 'g'), name), text);
}
