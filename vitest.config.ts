import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // By its own name the package is what users get: the build, loaded by Node itself. Child processes load the same files.
    alias: [{ find: /^holdall$/, replacement: fileURLToPath(new URL('./dist/src/index.js', import.meta.url)) }],
  },
  // Node 20 has no native `using`.
  oxc: { target: 'node20' },
  test: {
    include: ['test/**/*.test.ts'],
    // Those start and break programs by the hundred, and have a command of their own: vitest.faults.config.ts.
    exclude: [...configDefaults.exclude, '**/*.faults.test.ts'],
    // Modules of users' types define each type once: not also as a copy of vitest's.
    server: { deps: { external: [/\/dist\/(src|protocol)\//, /\/user-types\/programs\//] } },
    // Not threads: a zeromq socket that waits in a terminated thread aborts the whole process.
    pool: 'forks',
    // Many tests start processes of their own.
    maxWorkers: 2,
    // What daemons tell of each client is looked at where it is the subject; elsewhere they are to be silent.
    env: { HOLDALL_LOG_LEVEL: 'error' },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A test that passes at the second attempt has found something.
    retry: 0,
  },
});
