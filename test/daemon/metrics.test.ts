import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager } from 'holdall';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { parseExposition, sampleOf } from '../harness/exposition.js';
import { waiting } from '../harness/house.js';
import { assertNoChildren, Program } from '../harness/processes.js';

/** The tests' environment has it silent. */
const LOGGED = ['--log-level', 'info', '--log-format', 'json'];

let directory: string;
let address: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  address = `ipc://${join(directory, 'broker')}`;
});
afterEach(async () => {
  await assertNoChildren();
  await rm(directory, { recursive: true });
});

function serve(...args: readonly string[]): Program {
  return new Program('dist/src/daemon/main.js', ['serve', '-l', address, ...LOGGED, ...args], {
    env: { HOLDALL_AUTHKEY: AUTHKEY },
  });
}

/** Where the daemon says that its metrics are. */
async function urlOf(daemon: Program): Promise<string> {
  let log = '';
  daemon.child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const found = () => /"url":"(http:[^"]+)"/.exec(log)?.[1];
  await eventually(
    () => found() !== undefined,
    () => `the log tells where the metrics are: ${log}`,
  );
  return found() as string;
}

async function stop(daemon: Program): Promise<void> {
  daemon.kill('SIGTERM');
  expect(await daemon.ended).toMatchObject({ code: 0 });
}

test('holdall serve --metrics gives what it counts to Prometheus, with what the process takes', async () => {
  const daemon = serve('--metrics', '127.0.0.1:0');
  const url = await urlOf(daemon);
  await daemon.lines(1);
  const manager = await Manager.connect(address, { authkey: AUTHKEY });
  await manager.queue('q').put(1);
  await manager.queue('q').get();
  const families = parseExposition(await (await fetch(url)).text());
  expect(sampleOf(families, 'holdall_calls_total{type="queue",operation="put",outcome="ok"}')).toBe(1);
  expect(sampleOf(families, 'holdall_sessions{state="connected"}')).toBe(1);
  expect(sampleOf(families, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  expect(sampleOf(families, 'process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1_000);
  await manager.close();
  await stop(daemon);
});

test('a daemon that drains is alive and not ready', async () => {
  const daemon = serve('--metrics', '127.0.0.1:0', '--drain', '60000');
  const url = await urlOf(daemon);
  await daemon.lines(1);
  const status = async (path: string) => (await fetch(new URL(path, url))).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
  const manager = await Manager.connect(address, { authkey: AUTHKEY });
  const grant = await manager.lock('l').acquire();
  await waiting(manager);
  daemon.kill('SIGTERM');
  await eventually(
    async () => (await status('/readyz')) === 503,
    () => 'the daemon is not ready any more',
  );
  expect(await status('/healthz')).toBe(200);
  await grant.release();
  expect(await daemon.ended).toMatchObject({ code: 0 });
  await manager.close();
});

test('an address for metrics that is taken, or none, ends the start in a sentence', async () => {
  const first = serve('--metrics', '127.0.0.1:0');
  const { host } = new URL(await urlOf(first));
  const taken = await new Program('dist/src/daemon/main.js', ['serve', '-l', `${address}-2`, '--metrics', host], {
    env: { HOLDALL_AUTHKEY: AUTHKEY },
  }).ended;
  expect(taken).toMatchObject({ code: 1, output: '' });
  expect(taken.errors).toContain(`holdall: metrics cannot be served at ${host}: the port is in use`);
  expect(await serve('--metrics', 'here').ended).toMatchObject({ code: 2, errors: expect.stringContaining('9470') });
  await stop(first);
});

test('an address that others reach is allowed, and warned of', async () => {
  const daemon = serve('--metrics', '0.0.0.0:0');
  await daemon.lines(1);
  daemon.kill('SIGTERM');
  expect((await daemon.ended).errors).toContain('metrics can be read from other machines');
});
