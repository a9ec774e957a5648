import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** `npm run faults`: the tests that start and break programs by the hundred. All else about them is as for the others. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [], exclude: [] } },
  defineConfig({ test: { include: ['test/**/*.faults.test.ts'] } }),
);
