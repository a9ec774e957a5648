import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY, addressOf, serveIn } from '../harness/doors.js';
import { assertEmpty } from '../harness/house.js';
import { assertNoChildren, type Ending, Program } from '../harness/processes.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

let directory: string;
let address: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  address = `ipc://${join(directory, 'broker')}`;
});
afterEach(async () => {
  await assertNoChildren();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

/** `holdall …` with the authkey in its environment, unless told otherwise. */
function holdall(args: readonly string[], authkey: string | undefined = AUTHKEY): Promise<Ending> {
  return new Program('dist/src/daemon/main.js', args, { env: { HOLDALL_AUTHKEY: authkey } }).ended;
}

async function keyFile(mode: number): Promise<string> {
  const file = join(directory, 'key');
  await writeFile(file, `${AUTHKEY}\n`);
  await chmod(file, mode);
  return file;
}

describe('holdall serve', () => {
  test('says in one line where it serves, when it does', async () => {
    const daemon = serveIn(address);
    const [line] = await daemon.lines(1);
    expect(line).toBe(`holdall: serving at ${address} (pid ${daemon.pid})`);
    await assertEmpty(address, 0);
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toEqual({ code: 0, signal: null, output: `${line}\n`, errors: '' });
  });

  test('serves at several addresses, and says which port the system chose', async () => {
    const daemon = new Program('dist/src/daemon/main.js', ['serve', '-l', address, '-l', 'tcp://127.0.0.1:0'], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    const [line] = await daemon.lines(1);
    const [, tcp] = / and (tcp:\/\/127\.0\.0\.1:[1-9]\d*) /.exec(line as string) ?? [];
    const [near, far] = [
      await Manager.connect(address, { authkey: AUTHKEY }),
      await Manager.connect(tcp as string, { authkey: AUTHKEY }),
    ];
    await near.queue('q').put('through both');
    expect(await far.queue('q').get()).toBe('through both');
    await near.close();
    await far.close();
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
  });

  test.for(['SIGTERM', 'SIGINT'] as const)(
    'ends in good order at %s: clients are told, the socket is gone',
    async (signal) => {
      const daemon = new Program('dist/src/daemon/main.js', ['serve', '-l', address, '--drain', '0'], {
        env: { HOLDALL_AUTHKEY: AUTHKEY },
      });
      await daemon.lines(1);
      const manager = await Manager.connect(address, { authkey: AUTHKEY });
      const told = expect(manager.queue('q').get()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
      await manager.ping();
      daemon.kill(signal);
      await told;
      await expect(manager.ping()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
      expect(await daemon.ended).toMatchObject({ code: 0, signal: null, errors: '' });
    },
  );

  test('ends in good order also where the signal comes again', async () => {
    const daemon = serveIn(address);
    await daemon.lines(1);
    for (let times = 0; times < 5; times++) daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, signal: null, errors: '' });
  });

  test('serves without busy polling where the command line says so', async () => {
    const daemon = new Program('dist/src/daemon/main.js', ['serve', '-l', address, '--no-busy-poll'], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    await daemon.lines(1);
    await assertEmpty(address, 0);
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('is given its grace on the command line', async () => {
    const args = ['serve', '-l', 'tcp://127.0.0.1:0', '--grace', '0', '--drain', '0'];
    const daemon = new Program('dist/src/daemon/main.js', args, { env: { HOLDALL_AUTHKEY: AUTHKEY } });
    const proxy = await TcpProxy.to(await addressOf(daemon));
    const manager = await Manager.connect(proxy.address, { authkey: AUTHKEY });
    const wait = expect(manager.queue('q').get()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'unknown' });
    await manager.ping();
    proxy.cut();
    await wait;
    await proxy.close();
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('is refused where another serves already, who goes on', async () => {
    const first = serveIn(address);
    await first.lines(1);
    const second = await holdall(['serve', '--listen', address]);
    expect(second).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('in use') });
    await assertEmpty(address, 0);
    first.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
  });

  test('takes over the socket that a killed one left behind', async () => {
    const first = serveIn(address);
    await first.lines(1);
    await first.slay();
    expect(await readdir(directory)).toEqual(['broker']);
    const second = serveIn(address);
    await second.lines(1);
    await assertEmpty(address, 0);
    second.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0 });
  });

  test('reads the authkey from a file that only its owner can read', async () => {
    const file = await keyFile(0o600);
    const daemon = new Program('dist/src/daemon/main.js', ['serve', '-l', address, '-k', file], {
      env: { HOLDALL_AUTHKEY: undefined },
    });
    await daemon.lines(1);
    await assertEmpty(address, 0);
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0 });
    await rm(file);
  });

  test.for([0o640, 0o604, 0o660])('refuses a file with the authkey that others could read (mode %o)', async (mode) => {
    const file = await keyFile(mode);
    const { code, output, errors } = await holdall(['serve', '-l', address, '-k', file]);
    expect([code, output, errors]).toEqual([2, '', expect.stringContaining('chmod 600')]);
    await rm(file);
  });

  test.for([
    { what: 'an address that nobody could reach', args: ['serve', '-l', 'memory://x'], says: 'nobody could reach' },
    { what: 'no authkey', args: ['serve', '-l', 'tcp://127.0.0.1:0'], authkey: '', says: 'no authkey' },
    { what: 'a short authkey', args: ['serve', '-l', 'tcp://127.0.0.1:0'], authkey: 'short', says: '16 or more' },
    {
      what: 'a missing authkey file',
      args: ['serve', '-l', 'tcp://127.0.0.1:0', '-k', '/none/such'],
      says: 'cannot be read',
    },
    { what: 'an address that others reach', args: ['serve', '-l', 'tcp://0.0.0.0:5555'], says: 'other machines' },
    {
      what: 'a grace of more than a day',
      args: ['serve', '-l', 'tcp://127.0.0.1:0', '--grace', '86400001'],
      says: '0 to 86400000',
    },
    { what: 'any interface', args: ['serve', '-l', 'tcp://*:5555'], says: 'other machines' },
    { what: 'an address that is none', args: ['serve', '-l', 'nowhere'], says: 'not an address' },
    {
      what: 'a directory that is not there',
      args: ['serve', '-l', 'ipc:///none/such/broker'],
      says: 'does not exist',
      exits: 1,
    },
  ])('fails with $what: a code and a sentence, no stack', async ({ args, authkey, says, exits = 2 }) => {
    const { code, output, errors } = await holdall(args, authkey ?? AUTHKEY);
    expect([code, output]).toEqual([exits, '']);
    expect(errors).toMatch(/^holdall: [^\n]+\n$/);
    expect(errors).toContain(says);
  });

  test.for([['serve', '--port', '5'], ['serve', '-l', 'ipc:///x', '--grace', '-1'], ['sing'], []])(
    'given a wrong command line (%j) exits with 2',
    async (args) => {
      const { code, errors } = await holdall(args);
      expect([code, errors === '']).toEqual([2, false]);
    },
  );

  test.for([
    [['serve', '--lisen', 'x'], 'Did you mean --listen?'],
    [['sevre'], 'Did you mean serve?'],
    [['serve', '--log-level', 'inof'], 'did you mean info?'],
    [['completion', 'bsh'], 'bash, zsh, fish'],
  ] as const)('given a mistyped word (%j) says which one may be meant', async ([args, says]) => {
    const { code, errors } = await holdall(args);
    expect([code, errors]).toEqual([2, expect.stringContaining(says)]);
  });

  test('does not take the authkey from the command line', async () => {
    const { code } = await holdall(['serve', '-l', address, '--authkey', AUTHKEY]);
    expect(code).toBe(2);
  });
});

describe('holdall ping', () => {
  test('says that a broker answers, and fails where none does', async () => {
    const nobody = await holdall(['ping', address]);
    expect(nobody).toMatchObject({ code: 3, output: '', errors: expect.stringContaining('no such socket file') });
    const daemon = serveIn(address);
    await daemon.lines(1);
    const answered = await holdall(['ping', address]);
    expect(answered).toMatchObject({ code: 0, errors: '' });
    expect(answered.output).toMatch(/^holdall: ipc:\/\/\S+ answered in [\d.]+ ms\n$/);
    const stranger = await holdall(['ping', address], 'another authkey of some length');
    expect(stranger).toMatchObject({ code: 4, output: '' });
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0 });
  });

  test('may wait without limit', async () => {
    const daemon = serveIn(address);
    await daemon.lines(1);
    expect(await holdall(['ping', address, '--timeout', 'Infinity'])).toMatchObject({ code: 0, errors: '' });
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0 });
  });

  test.for(['0', '-1', 'soon'])('refuses a timeout of %s', async (timeout) => {
    expect((await holdall(['ping', address, '--timeout', timeout])).code).toBe(2);
  });
});

describe('holdall', () => {
  test('tells its version and its commands', async () => {
    const [version, help] = await Promise.all([holdall(['--version']), holdall(['--help'])]);
    expect(version).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(help.code).toBe(0);
    for (const command of ['serve', 'ping']) expect(help.output).toContain(command);
  });
});

describe('Manager.start', () => {
  test('has a broker of its own, which ends with the manager', async () => {
    const manager = await Manager.start();
    await manager.queue('q').put(1);
    const { address: own } = manager;
    await manager.close();
    await manager.close();
    await expect(Manager.connect(own, { authkey: AUTHKEY })).rejects.toMatchObject({ code: 'CONNECT' });
    await expect(manager.ping()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test.for([Number.POSITIVE_INFINITY, 2 ** 31])('may take longer than a timer runs: %d ms', async (timeout) => {
    await (await Manager.start({ timeout })).close();
  });

  test.for([0, -1, Number.NaN, '5' as unknown as number])('refuses a timeout of %s', async (timeout) => {
    await expect(Manager.start({ timeout })).rejects.toThrow(ArgumentError);
  });
});
