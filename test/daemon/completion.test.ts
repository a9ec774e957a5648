import { execFileSync, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Workshop } from '../harness/workshop.js';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.close());

/** What bash would offer for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { output } = await workshop.run(['completion', 'bash']);
  await workshop.write('script', output);
  const asks = `source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _holdall; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', asks, 'bash', 'holdall', ...words];
  const answer = execFileSync('bash', args, {
    cwd: workshop.directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return answer.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  test('offers commands, and those that help knows', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['serve', 'ping', 'completion', 'help', '--version']));
    expect(await offered('pi')).toEqual(['ping']);
    expect(await offered('help', 'se')).toEqual(['serve']);
  });

  test("offers a command's options, and the values that one can have", async () => {
    expect(await offered('serve', '--log')).toEqual(['--log-level', '--log-format']);
    expect(await offered('serve', '--log-level', 'd')).toEqual(['debug']);
    expect(await offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  test('offers files where a file is wanted, with spaces in their names too, and nothing for an address', async () => {
    await workshop.write('my key', '');
    expect(await offered('serve', '--authkey-file', 'my')).toEqual(['my key']);
    expect(await offered('ping', '--address', '')).toEqual([]);
  });
});

describe('completion in other shells', () => {
  test.for(['zsh', 'fish'])('is one that %s can read, where that is installed', async (shell, { skip }) => {
    const { code, output } = await workshop.run(['completion', shell]);
    expect(code).toBe(0);
    expect(output).toContain('log-level');
    const file = await workshop.write('script', output);
    if (spawnSync('which', [shell]).status !== 0) skip(`no ${shell} here`);
    execFileSync(shell, ['--no-execute', file]);
  });
});
