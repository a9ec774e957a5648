/** Brokers that other machines can reach: CURVE over tcp, from `serve` and `Manager.connect` on. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  ArgumentError,
  AuthenticationError,
  type BrokerEvent,
  type ClientKeys,
  generateKeys,
  type KeyPair,
  Manager,
  PermissionDenied,
  Pool,
  type RunningBroker,
  type ServeOptions,
  serve,
} from 'holdall';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../harness/eventually.js';
import * as tasks from '../pool/programs/tasks.mjs';

const AUTHKEY = 'the authkey of the owner';
const curve = generateKeys();
const [alice, bob, stranger] = [generateKeys(), generateKeys(), generateKeys()];
const roles = {
  producer: [{ objects: 'jobs*', rights: ['read', 'write', 'create'] }],
  reader: [{ objects: 'jobs*', rights: ['read'] }],
} as const;
const principals = {
  alice: { publicKey: alice.publicKey, roles: ['producer'] },
  bob: { publicKey: bob.publicKey, roles: ['reader'] },
} as const;

const events: BrokerEvent[] = [];
let broker: RunningBroker | undefined;
afterEach(async () => {
  await broker?.close();
  broker = undefined;
  events.length = 0;
});

/** A broker with CURVE; gives its tcp address as clients of this machine reach it. */
async function serving(options: Partial<ServeOptions> = {}): Promise<string> {
  broker = await serve({
    listen: 'tcp://0.0.0.0:*',
    authkey: AUTHKEY,
    curve,
    roles,
    principals,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return (broker.addresses[0] as string).replace('0.0.0.0', '127.0.0.1');
}

const as = (pair: KeyPair, serverKey = curve.publicKey): { keys: ClientKeys; timeout: number } => ({
  keys: { ...pair, serverKey },
  timeout: 5_000,
});

async function refusalAt(address: string, options: Parameters<typeof Manager.connect>[1]): Promise<Error> {
  const error = await Manager.connect(address, options).then(
    (manager) => manager.close(),
    (reason: Error) => reason,
  );
  return error as Error;
}

/** What the broker tells of those it turned away, once it has. */
async function refused(count: number): Promise<readonly unknown[]> {
  const all = (): BrokerEvent[] => events.filter(({ kind }) => kind === 'refused');
  await eventually(
    () => all().length >= count,
    () => `${count} were refused; heard ${JSON.stringify(events)}`,
  );
  return all();
}

describe('over tcp with CURVE', () => {
  test('two principals use one broker, each as it may', async () => {
    const address = await serving();
    await using first = await Manager.connect(address, as(alice));
    await using second = await Manager.connect(address, as(bob));
    await first.queue('jobs').put('for bob to look at');
    expect(await second.queue('jobs').qsize()).toBe(1);
    await expect(second.queue('jobs').get()).rejects.toBeInstanceOf(PermissionDenied);
    await expect(first.queue('other').put('mine')).rejects.toBeInstanceOf(PermissionDenied);
  });

  test('strangers are told why they are not let in, and the broker tells who they were', async () => {
    const address = await serving();
    const unknown = await refusalAt(address, as(stranger));
    const mistaken = await refusalAt(address, as(alice, stranger.publicKey));
    const keyless = await refusalAt(address, { authkey: AUTHKEY });
    for (const error of [unknown, mistaken, keyless]) expect(error).toBeInstanceOf(AuthenticationError);
    expect(unknown.message).toContain(`the broker does not know our key`);
    expect(unknown.message).toContain(stranger.publicKey);
    expect(mistaken.message).toContain('another one than the serverKey given');
    expect(keyless.message).toContain('the broker there speaks CURVE, so it needs keys');
    const common = { kind: 'refused', code: 'AUTHENTICATION', address: broker?.addresses[0] };
    expect(await refused(3)).toEqual([
      {
        ...common,
        reason: 'its key is none of those that may come in',
        peer: '127.0.0.1',
        publicKey: stranger.publicKey,
      },
      { ...common, reason: "its serverKey is not this broker's public key" },
      { ...common, reason: 'it does not speak CURVE: it was given no keys' },
    ]);
  });

  test('who comes in changes with the principals, while the broker runs', async () => {
    const address = await serving({ principals: { alice: principals.alice } });
    expect(await refusalAt(address, as(bob))).toBeInstanceOf(AuthenticationError);
    broker?.reload({ principals: { bob: principals.bob } });
    await using _ = await Manager.connect(address, as(bob));
    expect(await refusalAt(address, as(alice))).toBeInstanceOf(AuthenticationError);
  });

  test('the same keys open a local address too, and there an authkey does', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const address = `ipc://${directory}/broker`;
    await serving({ listen: [address, 'tcp://127.0.0.1:*'], socketMode: 0o660 });
    expect(statSync(`${directory}/broker`).mode & 0o777).toBe(0o660);
    await using near = await Manager.connect(address, as(alice));
    await using owner = await Manager.connect(address, { authkey: AUTHKEY });
    await near.queue('jobs').put(1);
    expect(await owner.queue('jobs').get()).toBe(1);
  });

  test('a worker thread uses the broker', async () => {
    const address = await serving();
    const worker = new Worker(new URL('./programs/encrypted-thread.mjs', import.meta.url), {
      workerData: { address, ...as(alice) },
      execArgv: [],
    });
    onTestFinished(() => void worker.terminate());
    const [outcome] = await once(worker, 'message');
    expect(outcome).toBe('x'.repeat(300_000));
  });

  test.each(['thread', 'process'] as const)(
    'a pool of kind %s reaches the broker by the keys of its owner',
    async (kind) => {
      const address = await serving();
      await using manager = await Manager.connect(address, as(alice));
      await using pool = new Pool({ processes: 1, kind });
      const queue = manager.queue<string>('jobs');
      await pool.apply(tasks.note, [queue, 'through the broker']);
      expect(await queue.get()).toBe('through the broker');
    },
  );
});

describe('serve', () => {
  test.each(['tcp://0.0.0.0:5555', 'tcp://*:5555', 'tcp://[::]:5555', 'tcp://example.org:5555'])(
    'refuses %s without CURVE, and says what makes keys',
    async (listen) => {
      const attempt = serve({ listen, authkey: AUTHKEY });
      await expect(attempt).rejects.toBeInstanceOf(ArgumentError);
      await expect(attempt).rejects.toThrow('`holdall keygen` makes');
    },
  );

  test.each([0o777 + 1, 0o060, -1, 0.5, '660'])('refuses the socket mode %j', async (mode) => {
    const attempt = serve({ listen: 'memory://x', authkey: AUTHKEY, socketMode: mode as number });
    await expect(attempt).rejects.toThrow(/^socketMode of serve must be/);
  });

  test('with CURVE, a client with keys is told where the broker has none', async () => {
    broker = await serve({ listen: 'tcp://127.0.0.1:*', authkey: AUTHKEY });
    const error = await refusalAt(broker.addresses[0] as string, as(alice));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain('the broker there does not speak CURVE');
  });
});
