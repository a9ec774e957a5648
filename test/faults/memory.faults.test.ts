/** Brokers with a small heap, filled with all kinds of things: each says Overloaded before it has no memory, and lives. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LimitError, Manager, Overloaded } from 'holdall';
import { expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { upTo } from '../harness/numbers.js';
import { Program } from '../harness/processes.js';

const MIB = 2 ** 20;
const MEMORY_BYTES = 48 * MIB;
const execArgv = ['--expose-gc', '--max-old-space-size=192'];

/** Each goes on until it is refused. */
const fillings: Readonly<Record<string, (manager: Manager) => Promise<never>>> = {
  'tiny entries of a dict': async (manager) => {
    const dict = manager.dict<number, number>('full');
    for (let from = 0; ; from += 5_000) await dict.update(upTo(5_000).map((n) => [from + n, n]));
  },
  'members of a set': async (manager) => {
    const set = manager.set<number>('full');
    for (let from = 0; ; from += 5_000) await set.update(upTo(5_000).map((n) => from + n));
  },
  'values of a list': async (manager) => {
    const list = manager.list<number>('full');
    for (;;) await list.extend(upTo(5_000));
  },
  'tiny items of a queue': async (manager) => {
    const queue = manager.queue<number>('full');
    for (;;) await queue.putMany(upTo(5_000));
  },
  'items of a queue that are not due': async (manager) => {
    const queue = manager.queue<number>('full');
    for (;;) await queue.putMany(upTo(5_000), { delay: 1e9 });
  },
  'items of a queue with ids and lives': async (manager) => {
    const queue = manager.queue<number>('full');
    const put = (id: string) => queue.put(1, { id, ttl: 1e9 });
    for (let from = 0; ; from += 1_000) await Promise.all(upTo(1_000).map((n) => put(`an id ${from + n}`)));
  },
  'large binaries': async (manager) => {
    const queue = manager.queue<Uint8Array>('full');
    for (;;) await queue.put(new Uint8Array(MIB));
  },
  'named objects': async (manager) => {
    for (let from = 0; ; from += 1_000) await Promise.all(upTo(1_000).map((n) => manager.queue(`${from + n}`).put(n)));
  },
  'calls that wait': async (manager) => {
    const event = manager.event('full');
    let refusal: Error | undefined;
    const refused = (error: Error) => (refusal ??= error);
    for (;;) {
      for (const _ of upTo(1_000)) event.wait().catch(refused);
      await event.isSet();
      if (refusal) throw refusal;
    }
  },
};

test.each(Object.entries(fillings))(
  'a broker that is filled with %s says so, and goes on',
  { timeout: 60_000 },
  async (_, fill) => {
    const directory = await mkdtemp(join(tmpdir(), 'holdall-memory-'));
    const address = `ipc://${join(directory, 'broker')}`;
    const broker = new Program('test/faults/programs/roomy.mjs', [address, AUTHKEY, `${MEMORY_BYTES}`], {
      execArgv,
      ipc: true,
    });
    await broker.lines(1);
    const manager = await Manager.connect(address, { authkey: AUTHKEY });
    const error = await fill(manager).catch((thrown: unknown) => thrown);
    expect([LimitError, Overloaded]).toContain((error as Error).constructor);

    // Who takes away and who looks is served, others too.
    const other = await Manager.connect(address, { authkey: AUTHKEY });
    await other.ping();
    broker.child.send('what do you take?');
    const [{ heapUsed, external, events }] = (await once(broker.child, 'message')) as [
      { heapUsed: number; external: number; events: string[] },
    ];
    // What was counted is roughly what was taken.
    expect(heapUsed + external).toBeLessThan(2 * MEMORY_BYTES);
    expect(events.some((event) => event === 'memoryBytes' || event === 'objectBytes')).toBe(true);

    await manager.close();
    await other.close();
    broker.kill('SIGTERM');
    expect(await broker.ended).toMatchObject({ code: 0 });
    await rm(directory, { recursive: true });
  },
);
