/** Connections that never say who they are, over real sockets: they are few, for a short time, and keep nobody out. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, serve } from 'holdall';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { upTo } from '../harness/numbers.js';
import { Program } from '../harness/processes.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-strangers-'));
  path = join(directory, 'broker');
});
afterEach(() => rm(directory, { recursive: true }));

const address = () => `ipc://${path}`;

async function idle(): Promise<Socket> {
  const socket = connect(path);
  socket.on('error', () => {});
  socket.resume();
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

test('one more than there may be ends the oldest, and who has a key comes in', async () => {
  await using _broker = await serve({ listen: address(), authkey: AUTHKEY, limits: { strangers: 3 } });
  const idlers: Socket[] = [];
  for (const _ of upTo(5)) idlers.push(await idle());
  const isEnded = () => idlers.map(({ readableEnded }) => readableEnded);
  const [first, second] = idlers;
  await eventually(
    () => first?.readableEnded === true && second?.readableEnded === true,
    () => `the two oldest are ended: ${isEnded()}`,
  );
  await using manager = await Manager.connect(address(), { authkey: AUTHKEY });
  await manager.ping();
  expect(isEnded().slice(3)).toEqual([false, false]);
  for (const socket of idlers) socket.destroy();
});

test('who says nothing is dropped when its time is over, counted from when it came', async () => {
  await using broker = await serve({ listen: address(), authkey: AUTHKEY, limits: { handshakeMs: 100 } });
  const socket = await idle();
  await once(socket, 'close');
  broker.reload({ limits: { handshakeMs: 60_000 } });
  await using manager = await Manager.connect(address(), { authkey: AUTHKEY });
  await manager.ping();
});

/** Of util-linux: what sets the limits of a process that runs. */
const hasPrlimit = (() => {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasPrlimit)(
  'a broker without a file descriptor left lives, and takes clients when it has some',
  async () => {
    const broker = new Program('test/faults/programs/roomy.mjs', [address(), AUTHKEY, `${2 ** 26}`], { ipc: true });
    await broker.lines(1);
    await using before = await Manager.connect(address(), { authkey: AUTHKEY });
    await before.ping();
    execFileSync('prlimit', ['--pid', `${broker.pid}`, '--nofile=40:40']);
    const idlers = await Promise.all(upTo(100).map(idle));
    await before.counter('c').increment();
    await expect(Manager.connect(address(), { authkey: AUTHKEY, timeout: 500 })).rejects.toThrow();
    for (const socket of idlers) socket.destroy();
    let after: Manager | undefined;
    await eventually(
      async () => {
        after = await Manager.connect(address(), { authkey: AUTHKEY, timeout: 500 }).catch(() => undefined);
        return after !== undefined;
      },
      () => 'a client comes in again',
    );
    expect(await after?.counter('c').get()).toBe(1);
    await after?.close();
    broker.kill('SIGTERM');
    expect(await broker.ended).toMatchObject({ code: 0 });
  },
);
