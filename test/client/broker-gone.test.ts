/** A broker that stops in good order. `test/faults` kills it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, serve } from 'holdall';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';

const refused = { code: 'BROKER_GONE', happened: 'no' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
});
afterEach(async () => {
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

test.for(['memory', 'ipc', 'tcp'])(
  'over %s a broker that stops refuses what waits: it did not happen',
  async (scheme) => {
    const listen = { memory: 'memory://ends', ipc: `ipc://${directory}/broker`, tcp: 'tcp://127.0.0.1:*' }[
      scheme
    ] as string;
    const broker = await serve({ listen, authkey: AUTHKEY });
    const address = broker.addresses[0] as string;
    const managers = [
      await Manager.connect(address, { authkey: AUTHKEY }),
      await Manager.connect(address, { authkey: AUTHKEY }),
    ];
    await managers[0]?.lock('l').acquire();
    const waits = managers.flatMap((manager) => [
      manager.queue('q').get(),
      manager.lock('l').acquire(),
      manager.event('e').wait({ timeout: 60_000 }),
    ]);
    const allRefused = Promise.all(waits.map((wait) => expect(wait).rejects.toMatchObject(refused)));
    for (const manager of managers) await manager.ping();
    await broker.close();
    await allRefused;
    for (const manager of managers) {
      await expect(manager.ping()).rejects.toMatchObject(refused);
      await expect(manager.queue('q').put(1)).rejects.toMatchObject(refused);
      expect(() => Manager.current()).toThrow();
      await manager.close();
    }
  },
);

test('a call that was answered before the broker stopped keeps its answer', async () => {
  const broker = await serve({ listen: 'memory://answers', authkey: AUTHKEY });
  const manager = await Manager.connect('memory://answers', { authkey: AUTHKEY });
  const [answered, waiting] = [manager.queue('q').qsize(), manager.queue('q').get()];
  const isRefused = expect(waiting).rejects.toMatchObject(refused);
  expect(await answered).toBe(0);
  await broker.close();
  await isRefused;
});
