import { Manager, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY, zeromqDoor } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { testThrough } from '../harness/house.js';
import { Program } from '../harness/processes.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

describe('a program that does not close its manager', () => {
  const test = testThrough(zeromqDoor);

  test('ends by itself when it has nothing more to do, and its session with it', async ({ house }) => {
    const name = house.name();
    const program = new Program('test/faults/programs/visitor.mjs', [house.address, name], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    expect(await program.ended).toEqual({ code: 0, signal: null, output: 'put\n', errors: '' });
    const client = await house.client();
    expect(await client.queue(name).get()).toBe('from a visitor');
  });
});

describe('a program that has lost its connection', () => {
  const NEAR = 'memory://near-the-unclosed';
  let broker: RunningBroker;
  let proxy: TcpProxy;

  beforeEach(async () => {
    broker = await serve({ listen: ['tcp://127.0.0.1:*', NEAR], authkey: AUTHKEY, grace: 3_600_000 });
    proxy = await TcpProxy.to(broker.addresses[0] as string);
  });

  afterEach(async () => {
    await proxy.close();
    await broker.close();
  });

  /** One that is trying to come back. */
  async function lost(...args: readonly string[]): Promise<Program> {
    const program = new Program('test/faults/programs/idler.mjs', [proxy.address, ...args], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    await program.lines(1);
    proxy.sever();
    await eventually(
      () => proxy.turnedAway > 0,
      () => 'the program tries to come back',
    );
    return program;
  }

  test('ends by itself when it has nothing more to do, however long its session could be away', async () => {
    const program = await lost();
    program.child.stdin?.end('go on\n');
    expect(await program.ended).toEqual({ code: 0, signal: null, output: 'ready\n', errors: '' });
  });

  test.for(['before', 'after'])('stays for a call that it made %s it was lost', async (when) => {
    const program = await lost('q', when);
    const before = proxy.turnedAway;
    program.child.stdin?.end('go on\n');
    await eventually(
      () => proxy.turnedAway > before + 2,
      () => 'the program goes on trying',
    );
    await using near = await Manager.connect(NEAR, { authkey: AUTHKEY });
    await near.queue('q').put('for who stayed');
    proxy.mend();
    expect(await program.ended).toEqual({ code: 0, signal: null, output: 'ready\nfor who stayed\n', errors: '' });
  });
});
