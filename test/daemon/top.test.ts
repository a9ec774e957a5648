import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, type Statistics, type Top } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY, serveIn } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { waiting } from '../harness/house.js';
import { assertNoChildren, type Ending, Program } from '../harness/processes.js';
import { holdallLine, lackOfTerminals, PseudoTerminal, type TerminalSize } from '../harness/pseudo-terminal.js';

let directory: string;
let address: string;
let daemon: Program;
let manager: Manager;
let latest: PseudoTerminal | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  address = `ipc://${join(directory, 'broker')}`;
  daemon = serveIn(address);
  await daemon.lines(1);
  manager = await Manager.connect(address, { authkey: AUTHKEY });
});
afterEach(async () => {
  latest?.program.kill('SIGKILL');
  await manager.close();
  daemon.kill('SIGKILL');
  await daemon.ended;
  await assertNoChildren();
  await rm(directory, { recursive: true });
});

const env = { HOLDALL_AUTHKEY: AUTHKEY };

function top(...args: readonly string[]): Promise<Ending> {
  return new Program('dist/src/daemon/main.js', ['top', address, ...args], { env }).ended;
}

function topInTerminal(size: TerminalSize, args: readonly string[] = [], more: Record<string, string> = {}) {
  latest = new PseudoTerminal(holdallLine('top', address, '--interval', '250', ...args), size, { ...env, ...more });
  return latest;
}

/** A lock that is held, two calls that wait, and a queue with items. */
async function fill(): Promise<() => Promise<unknown>> {
  const lock = manager.lock('build lock');
  const grant = await lock.acquire();
  const second = lock.acquire();
  const got = manager.queue<number>('nothing in it').get();
  await manager.queue<number>('jobs').putMany([1, 2, 3]);
  await waiting(manager);
  return async () => {
    await grant.release();
    await (await second).release();
    await manager.queue<number>('nothing in it').put(1);
    await got;
  };
}

describe('holdall top, where there is no terminal', () => {
  test('prints as many looks as it is told to, without control characters', async () => {
    const empty = await fill();
    const { code, output, errors } = await top('--count', '2', '--interval', '100');
    expect([code, errors]).toEqual([0, '']);
    expect(output.match(/^holdall top /gm)).toHaveLength(2);
    expect(output).toMatch(/^lock build lock +acquire +[\d.]+ m?s \d+ node-/m);
    expect(output).toMatch(/^lock build lock +1 +[\d.]+ m?s \d+ node-/m);
    expect(output).toMatch(/^queue\.putMany /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    await empty();
  });

  test('prints JSON with all that it knows, a line for each look', async () => {
    const { output } = await top('--count', '1', '--json');
    const { statistics, top: standing } = JSON.parse(output) as { statistics: Statistics; top: Top };
    expect(statistics.sessions.now).toBe(2);
    expect(standing).toMatchObject({ objects: [], holders: [], waiters: [] });
  });

  test('refuses to go on for ever', async () => {
    const { code, output, errors } = await top();
    expect([code, output, errors]).toEqual([2, '', expect.stringMatching(/^holdall: [^\n]*--count 1\n$/)]);
  });

  test.for([
    ['--count', '0'],
    ['--interval', '1'],
    ['--sort', 'name'],
  ])('refuses %s %s', async (args) => {
    expect(await top(...args)).toMatchObject({ code: 2, output: '' });
  });
});

describe.skipIf(lackOfTerminals !== undefined)(`holdall top in a terminal ${lackOfTerminals ?? ''}`, () => {
  test('shows rates, objects, waiters and holders on a screen of 80 by 24', async () => {
    const empty = await fill();
    const terminal = topInTerminal({ columns: 80, rows: 24 });
    await terminal.shows('q quit', 'WAITS LONGEST', 'HELD LONGEST', 'OPERATION');
    expect(terminal.isAlternate).toBe(true);
    expect(terminal.lines[0]).toMatch(/^holdall top {2}ipc:.* up /);
    expect(terminal.lines).toHaveLength(24);
    expect(terminal.lines.some((line) => /^lock build lock +acquire +\S+ m?s \d+ node-/.test(line))).toBe(true);
    expect(terminal.lines.some((line) => /^lock build lock +1 +\S+ m?s \d+ node-/.test(line))).toBe(true);
    expect(terminal.lines.some((line) => /^queue jobs +3 +[\d.]+ (?:Ki)?B +0$/.test(line))).toBe(true);
    expect(terminal.lines[1]).toMatch(/^Sessions 2 .* objects 3 {2}waiting 2$/);
    expect(terminal.lines.find((line) => line.startsWith('OBJECT'))).toMatch(/WAITING$/);
    terminal.type('q');
    expect(await terminal.program.ended).toMatchObject({ code: 0 });
    await empty();
  });

  test('counts calls per second between two looks', async () => {
    const terminal = topInTerminal({ columns: 80, rows: 24 });
    await terminal.shows('HELD LONGEST');
    const counter = manager.counter('c');
    await eventually(
      async () => {
        await counter.increment();
        return terminal.lines.some((line) => /^counter\.increment +[1-9]/.test(line));
      },
      () => `calls are counted: ${terminal.lines.join('\n')}`,
    );
    terminal.type('q');
    await terminal.program.ended;
  });

  test('heeds its keys: help, sorting, pause, interval', async () => {
    const terminal = topInTerminal({ columns: 80, rows: 24 });
    await terminal.shows('▼ITEMS');
    terminal.type('s');
    await terminal.shows('▼BYTES');
    terminal.type('s');
    await terminal.shows('▼WAITING');
    terminal.type('h');
    await terminal.shows('this help, and back');
    terminal.type('h');
    await terminal.shows('HELD LONGEST');
    terminal.type('+-');
    await terminal.shows('every 500 ms');
    terminal.type('p');
    await terminal.shows('PAUSED');
    terminal.type('\u001b[A');
    terminal.type('p');
    await terminal.shows('every 500 ms');
    terminal.type('\u0003');
    expect(await terminal.program.ended).toMatchObject({ code: 0 });
  });

  test('follows the size of its window, also where hardly anything fits', async () => {
    const terminal = topInTerminal({ columns: 100, rows: 30 });
    await terminal.shows('HELD LONGEST');
    for (const size of [
      { columns: 40, rows: 10 },
      { columns: 120, rows: 40 },
      { columns: 12, rows: 3 },
    ]) {
      terminal.resize(size);
      await eventually(
        () =>
          terminal.lines.at(-1)?.startsWith('q quit') === true && terminal.lines[0]?.startsWith('holdall top') === true,
        () => `the frame has the size of the screen:\n${terminal.lines.join('\n')}`,
      );
    }
    terminal.type('q');
    expect(await terminal.program.ended).toMatchObject({ code: 0 });
  });

  test.for([
    ['q', undefined, 0],
    ['Ctrl-C', undefined, 0],
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGINT', 'SIGINT', 130],
    ['the end of the broker', undefined, 3],
  ] as const)('gives the terminal back as it was after %s', async ([what, signal, code]) => {
    const terminal = topInTerminal({ columns: 80, rows: 24 });
    await terminal.shows('HELD LONGEST');
    expect(terminal.settings).toContain('-icanon');
    if (signal) process.kill(terminal.pid, signal);
    else if (what === 'the end of the broker') daemon.kill('SIGKILL');
    else terminal.type(what === 'q' ? 'q' : '\u0003');
    expect(await terminal.program.ended).toMatchObject({ code });
    await eventually(
      () => !terminal.isAlternate,
      () => 'the screen is the one before',
    );
    expect(terminal.lines).toContain('started');
    expect(terminal.written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.written.lastIndexOf('\u001b[?25l'));
    expect(terminal.written.lastIndexOf('\u001b[?7h')).toBeGreaterThan(terminal.written.lastIndexOf('\u001b[?7l'));
  });

  test('one frame is one write that clears nothing, and names do not steer the terminal', async () => {
    const lock = manager.lock('\u001b[2J\u0007 漢字 \u202e');
    await using _ = await lock.acquire();
    const terminal = topInTerminal({ columns: 120, rows: 24 }, [], { NO_COLOR: '1' });
    await terminal.shows('\\x1b[2J\\x07 漢字 \\u{202e}');
    terminal.type('q');
    await terminal.program.ended;
    const screen = terminal.written.slice(terminal.written.indexOf('\u001b[?2026h'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what steers a terminal.
    const steering = new Set(screen.match(/\u001b\[[?\d;]*[A-Za-z]|[\u0000-\u0009\u000b\u000c\u000e-\u001a]/g));
    expect([...steering].sort()).toEqual(
      ['\u001b[?2026h', '\u001b[H', '\u001b[?2026l', '\u001b[?7h', '\u001b[?25h', '\u001b[?1049l'].sort(),
    );
  });
});
