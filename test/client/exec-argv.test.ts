import { describe, expect, it } from 'vitest';
import { inheritedExecArgv } from '../../src/client/exec-argv.js';

describe('the options of Node that a worker inherits', () => {
  it.each([
    ['--import', 'file:///loader.mjs'],
    ['--import=tsx'],
    ['--require', './setup.cjs'],
    ['-r', './setup.cjs'],
    ['--loader', 'ts'],
    ['--conditions', 'development'],
    ['-C', 'development'],
    ['--enable-source-maps', '--max-old-space-size=512'],
    ['--experimental-strip-types'],
  ])('keep %s %s', (...options) => {
    expect(inheritedExecArgv(options)).toEqual(options);
  });

  it.each([
    ['--eval', 'work()'],
    ['-e', 'work()'],
    ['--eval=work()'],
    ['-p', 'work()'],
    ['-pe', 'work()'],
    ['--print', 'work()'],
    ['-c'],
    ['--check'],
    ['-i'],
    ['--input-type', 'module'],
    ['--input-type=module'],
    ['--inspect'],
    ['--inspect=0'],
    ['--inspect-brk=127.0.0.1:9229'],
    ['--inspect-port', '0'],
    ['--test'],
    ['--test-reporter', 'spec'],
    ['--test-name-pattern=queue'],
    ['--experimental-test-coverage'],
    ['--watch'],
    ['--watch-path', './src'],
    ['--watch-preserve-output'],
  ])('leave out %s %s', (...options) => {
    expect(inheritedExecArgv(['--import', 'tsx', ...options, '--expose-gc'])).toEqual([
      '--import',
      'tsx',
      '--expose-gc',
    ]);
  });
});
