/** Brokers that are killed, and brokers whose owners are. */
import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY, addressOf, serveIn } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { assertNoChildren, childrenOf, isAlive, Program } from '../harness/processes.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
});
afterEach(async () => {
  await assertNoChildren();
  await rm(directory, { recursive: true });
});

const noFiles = () =>
  eventually(
    async () => (await readdir(directory)).length === 0,
    async () => `nothing is left in the temporary directory; ${(await readdir(directory)).join(', ')} is`,
  );

function owner(mode: string): Program {
  return new Program('test/faults/programs/owner.mjs', [mode], { env: { TMPDIR: directory } });
}

async function brokerOf({ pid }: { readonly pid: number }): Promise<number> {
  const brokers = childrenOf(pid).filter(({ command }) => command.includes('private.js'));
  expect(brokers).toHaveLength(1);
  return brokers[0]?.pid as number;
}

const gone = (pid: number) =>
  eventually(
    () => !isAlive(pid),
    () => `the broker process ${pid} is gone`,
  );

describe('a broker killed with SIGKILL', () => {
  test.for(['ipc', 'tcp'])(
    'over %s fails its callers at once: calls on their way are in doubt, later ones did not happen',
    async (scheme) => {
      const daemon = serveIn(scheme === 'ipc' ? `ipc://${join(directory, 'broker')}` : 'tcp://127.0.0.1:*');
      const address = await addressOf(daemon);
      const manager = await Manager.connect(address, { authkey: AUTHKEY });
      const { lost } = await manager.lock('l').acquire();
      const order: string[] = [];
      lost.addEventListener('abort', () => order.push(`lost: ${lost.reason.code}`));
      const waits = Array.from({ length: 100 }, () =>
        manager
          .queue('q')
          .get()
          .catch(({ code, happened }) => order.push(`${code} ${happened}`)),
      );
      await manager.ping();
      await daemon.slay();
      await Promise.all(waits);
      expect(order).toEqual(['lost: BROKER_GONE', ...Array(100).fill('BROKER_GONE unknown')]);
      for (let n = 0; n < 100; n++) {
        await expect(manager.queue('q').put(1)).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
      }
      await manager.close();
      await expect(manager.ping()).rejects.toMatchObject({ code: 'BROKER_GONE' });
    },
  );

  test('is noticed also by a program that waits for nothing', async () => {
    const address = `ipc://${join(directory, 'broker')}`;
    const daemon = serveIn(address);
    await daemon.lines(1);
    const manager = await Manager.connect(address, { authkey: AUTHKEY });
    await manager.ping();
    await daemon.slay();
    await eventually(
      async () => {
        const error = await manager.ping().catch((thrown: unknown) => thrown);
        return (error as { happened?: string }).happened === 'no';
      },
      () => 'the manager knows that its broker is gone',
    );
    await manager.close();
  });

  test('leaves no files where it was its owner’s own', async () => {
    const program = owner('stay');
    await program.lines(1);
    process.kill(await brokerOf(program), 'SIGKILL');
    expect((await program.lines(2))[1]).toBe('BROKER_GONE unknown');
    await noFiles();
    await program.slay();
  });

  test('leaves no files where its owner falls with it', async () => {
    const program = owner('fall');
    await program.lines(1);
    process.kill(await brokerOf(program), 'SIGKILL');
    expect(await program.ended).toMatchObject({ code: 1, errors: expect.stringContaining('BrokerGoneError') });
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('the broker of Manager.start', () => {
  test('ends in order when its owner ends while it starts, and leaves no files', async () => {
    const program = fileURLToPath(new URL('../../dist/src/daemon/private.js', import.meta.url));
    const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', 'pipe'];
    const broker = spawn(process.execPath, [program], { env: { ...process.env, TMPDIR: directory }, stdio });
    const errors: string[] = [];
    broker.stderr?.on('data', (data) => errors.push(String(data)));
    // What a dead owner leaves: orders that were read, nobody who reads the report, and the end of standard input.
    for (const output of [1, 3]) broker.stdio[output]?.destroy();
    broker.stdin?.end(`${JSON.stringify({ authkey: 'ab'.repeat(32), types: [] })}\n`);
    expect(await once(broker, 'close')).toEqual([0, null]);
    expect([errors, await readdir(directory)]).toEqual([[], []]);
  });

  test('ends when its owner is killed with SIGKILL, and leaves no files', async () => {
    const program = owner('stay');
    const [address] = await program.lines(1);
    const broker = await brokerOf(program);
    expect(isAlive(broker)).toBe(true);
    expect(address).toContain(directory);
    await program.slay();
    await gone(broker);
    await noFiles();
  });

  test.for([
    { mode: 'leave', code: 0, how: 'leaves without closing it' },
    { mode: 'exit', code: 3, how: 'calls process.exit' },
  ])('does not keep its owner, and ends with it, when it $how', async ({ mode, code }) => {
    const program = owner(mode);
    await program.lines(1);
    expect(await program.ended).toMatchObject({ code, signal: null, errors: '' });
    await noFiles();
  });

  test('survives the Ctrl-C that its owner survives, and ends in good order when it is asked to itself', async () => {
    const program = owner('stay');
    await program.lines(1);
    const broker = await brokerOf(program);
    process.kill(broker, 'SIGINT');
    process.kill(broker, 'SIGHUP');
    expect(isAlive(broker)).toBe(true);
    process.kill(broker, 'SIGTERM');
    expect((await program.lines(2))[1]).toBe('BROKER_GONE no');
    await gone(broker);
    await noFiles();
    await program.slay();
  });
});
