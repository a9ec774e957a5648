import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { Program } from '../harness/processes.js';
import { Workshop } from '../harness/workshop.js';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.close());

/** Writes down what it is told, a line each time. */
const NOTIFIER = `#!/bin/sh\necho "$*" >> "$TOLD"\n`;

async function told(): Promise<readonly string[]> {
  return (await readFile(workshop.path('told'), 'utf8').catch(() => '')).split('\n').slice(0, -1);
}

async function withNotifier(): Promise<Record<string, string>> {
  await workshop.mkdir('bin');
  await workshop.write('bin/systemd-notify', NOTIFIER, 0o755);
  await workshop.write('holdall.config.json', { listen: workshop.address });
  return {
    PATH: `${workshop.path('bin')}:${process.env['PATH']}`,
    TOLD: workshop.path('told'),
    NOTIFY_SOCKET: workshop.path('notify'),
  };
}

describe('a service manager', () => {
  test('is told when the daemon is ready, reads its configuration again, and stops', async () => {
    const daemon = await workshop.serve([], { env: await withNotifier() });
    daemon.kill('SIGHUP');
    await daemon.logged('the configuration was read again');
    await daemon.stop();
    expect(await told()).toEqual([
      `READY=1 MAINPID=${daemon.program.pid} STATUS=serving at ${workshop.address}`,
      expect.stringMatching(/^RELOADING=1 MONOTONIC_USEC=\d+$/),
      'READY=1',
      'STOPPING=1 STATUS=letting clients finish',
    ]);
  });

  test('hears signs of life as often as it wants', async () => {
    const env = { ...(await withNotifier()), WATCHDOG_USEC: '100000' };
    const daemon = await workshop.serve([], { env });
    const signs = async () => (await told()).filter((line) => line === 'WATCHDOG=1').length;
    await eventually(
      async () => (await signs()) >= 2,
      async () => `the watchdog is told; it was ${await told()}`,
    );
    await daemon.stop();
  });

  test('is not told anything where there is none', async () => {
    const daemon = await workshop.serve([], { env: { ...(await withNotifier()), NOTIFY_SOCKET: undefined } });
    await daemon.stop();
    expect(await told()).toEqual([]);
  });

  test('that cannot be told is a warning, and no reason to stop', async () => {
    const env = { ...(await withNotifier()), PATH: workshop.path('bin') };
    await workshop.write('bin/systemd-notify', '#!/bin/sh\nexit 1\n', 0o755);
    const daemon = await workshop.serve([], { env });
    expect(await daemon.logged('the service manager was not told')).toMatchObject([{ level: 'warn' }]);
    await daemon.stop();
  });

  test('that does not read cannot keep the daemon from its end', async () => {
    const env = await withNotifier();
    await workshop.write('bin/systemd-notify', '#!/bin/sh\nexec sleep 1000\n', 0o755);
    const daemon = await workshop.serve([], { env });
    expect(await daemon.stop()).toMatchObject({ code: 0 });
    const [line] = await daemon.logged('the service manager was not told');
    expect(line).toMatchObject({ reason: 'systemd-notify ended by SIGKILL' });
  });

  const missing = ['systemd-notify', 'python3'].find((program) => spawnSync('which', [program]).status !== 0);
  test.skipIf(missing)(
    `hears it from systemd's own program${missing ? ` (skipped: no ${missing} here)` : ''}`,
    async () => {
      await workshop.write('holdall.config.json', { listen: workshop.address });
      const receiver = new Program('test/daemon/programs/notify-receiver.mjs', [workshop.path('notify')]);
      await receiver.lines(1);
      const daemon = await workshop.serve([], { env: { NOTIFY_SOCKET: workshop.path('notify') } });
      await daemon.stop();
      // Its answer to the second of two barriers, and all that came before.
      const lines = await receiver.lines(8);
      expect(lines).toEqual(expect.arrayContaining(['READY=1', `MAINPID=${daemon.program.pid}`, 'STOPPING=1']));
      receiver.kill('SIGTERM');
      await receiver.ended;
    },
  );
});

describe('the unit in docs/operate.md', () => {
  const isThere = spawnSync('which', ['systemd-analyze']).status === 0;
  test.skipIf(!isThere)(
    `is one that systemd takes${isThere ? '' : ' (skipped: no systemd-analyze here)'}`,
    async () => {
      const page = await readFile('docs/operate.md', 'utf8');
      const [, unit = ''] = /```ini\n([\s\S]*?)```/.exec(page) ?? [];
      // Where the program lies is another matter on each machine.
      const file = await workshop.write(
        'holdall.service',
        unit.replaceAll('/usr/bin/holdall', process.execPath),
        0o644,
      );
      const said = execFileSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8', stdio: 'pipe' });
      expect(said).toBe('');
    },
  );
});
