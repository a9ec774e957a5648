import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressOf } from '../harness/doors.js';
import { Workshop } from '../harness/workshop.js';

const NO_KEY = { env: { HOLDALL_AUTHKEY: undefined } };

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.close());

describe('a daemon for principals', () => {
  test('lets in who has the keys that its configuration names, over tcp and by the broker’s own', async () => {
    for (const name of ['broker', 'alice', 'mallory']) await workshop.run(['keygen', name]);
    const publicKey = (await readFile(workshop.path('alice.public'), 'utf8')).trim();
    await workshop.write('holdall.config.json', {
      listen: 'tcp://127.0.0.1:0',
      curve: { keysFile: 'broker.secret' },
      principals: { alice: { publicKey, roles: ['owner'] } },
    });
    const daemon = await workshop.serve([], NO_KEY);
    const address = await addressOf(daemon.program);
    const ping = (name: string, serverKey: string) =>
      workshop.run(['ping', address, '--keys', `${name}.secret`, '--server-key', serverKey], NO_KEY);
    expect(await ping('alice', 'broker.public')).toMatchObject({ code: 0, errors: '' });
    expect(await ping('alice', (await readFile(workshop.path('broker.public'), 'utf8')).trim())).toMatchObject({
      code: 0,
    });
    expect(await ping('mallory', 'broker.public')).toMatchObject({ code: 4, output: '' });
    await daemon.stop();
  });

  test('lets in who has the authkey of its name', async () => {
    await workshop.write('alice.key', 'the authkey of alice alone');
    await workshop.write('holdall.config.json', {
      listen: workshop.address,
      principals: { alice: { authkeyFile: 'alice.key', roles: [] } },
    });
    const daemon = await workshop.serve([], NO_KEY);
    const ping = (...args: readonly string[]) =>
      workshop.run(['ping', workshop.address, '-k', 'alice.key', ...args], NO_KEY);
    expect(await ping('--principal', 'alice')).toMatchObject({ code: 0, errors: '' });
    expect(await ping()).toMatchObject({ code: 4, output: '' });
    await daemon.stop();
  });

  test.for([
    [['--keys', 'a.secret'], '--keys and --server-key go together'],
    [['--server-key', 'x'], '--keys and --server-key go together'],
    [['--keys', 'a', '--server-key', 'b', '-k', 'c'], 'two ways to prove who you are'],
    [['--keys', 'a', '--server-key', 'b'], 'the key file a cannot be read'],
  ] as const)('is not asked with %j', async ([args, says]) => {
    const { code, errors } = await workshop.run(['ping', workshop.address, ...args]);
    expect([code, errors]).toEqual([2, expect.stringContaining(says)]);
  });
});
