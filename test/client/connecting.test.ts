import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import {
  ArgumentError,
  AuthenticationError,
  ConnectError,
  Manager,
  type RunningBroker,
  StateError,
  serve,
} from 'holdall';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { assertEmpty } from '../harness/house.js';
import { RawPeer } from '../harness/raw-peer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** A TCP server that is no broker. Resolves to its address. */
async function stranger(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function broker(listen: string): Promise<RunningBroker> {
  const running = await serve({ listen, authkey: AUTHKEY });
  onTestFinished(() => running.close());
  return running;
}

describe('connecting', () => {
  test('to a socket that is not there is refused', async () => {
    const connecting = Manager.connect(`ipc://${directory}/none`, { authkey: AUTHKEY });
    await expect(connecting).rejects.toThrow(ConnectError);
    await expect(connecting).rejects.toThrow(/no such socket file.*holdall serve/s);
  });

  test('to a file that is no socket is refused', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(Manager.connect(`ipc://${directory}/file`, { authkey: AUTHKEY })).rejects.toThrow(ConnectError);
  });

  test('to a port where nothing listens is refused', async () => {
    const address = `tcp://127.0.0.1:${await freePort()}`;
    await expect(Manager.connect(address, { authkey: AUTHKEY })).rejects.toThrow(ConnectError);
  });

  test('to a memory address where nobody serves is refused', async () => {
    await expect(Manager.connect('memory://nobody', { authkey: AUTHKEY })).rejects.toThrow(ConnectError);
  });

  test('to something that takes the connection and says nothing ends with its timeout', async () => {
    const address = await stranger(() => {});
    const connecting = Manager.connect(address, { authkey: AUTHKEY, timeout: 200 });
    await expect(connecting).rejects.toThrow(ConnectError);
    await expect(connecting).rejects.toThrow(/did not speak ZeroMQ within 200 ms/);
  });

  test('to something that speaks another protocol is refused', async () => {
    const address = await stranger((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(Manager.connect(address, { authkey: AUTHKEY })).rejects.toThrow(ConnectError);
  });

  test.for(['memory://guarded', 'ipc', 'tcp://127.0.0.1:*'])('with another authkey is refused: %s', async (listen) => {
    const running = await broker(listen === 'ipc' ? `ipc://${directory}/broker` : listen);
    const address = running.addresses[0] as string;
    const connecting = Manager.connect(address, { authkey: 'not the authkey of it' });
    await expect(connecting).rejects.toThrow(AuthenticationError);
    await assertEmpty(address, 0);
  });

  test.for([
    { what: 'a timeout of 0', address: 'memory://any', options: { authkey: AUTHKEY, timeout: 0 } },
    { what: 'a negative timeout', address: 'memory://any', options: { authkey: AUTHKEY, timeout: -5 } },
    { what: 'a timeout of NaN', address: 'memory://any', options: { authkey: AUTHKEY, timeout: Number.NaN } },
    { what: 'a timeout that is a text', address: 'memory://any', options: { authkey: AUTHKEY, timeout: '5' as never } },
    { what: 'an option that is none', address: 'memory://any', options: { authkey: AUTHKEY, authKey: AUTHKEY } },
    { what: 'options that are none', address: 'memory://any', options: null as never },
    { what: 'an address that is a symbol', address: Symbol('any') as never, options: { authkey: AUTHKEY } },
    { what: 'a short authkey', address: 'memory://any', options: { authkey: 'too short' } },
    { what: 'no authkey', address: 'memory://any', options: {} },
    { what: 'no address', address: '', options: { authkey: AUTHKEY } },
    { what: 'a scheme that nobody serves', address: 'http://localhost:80', options: { authkey: AUTHKEY } },
    { what: 'a relative path', address: 'ipc://relative', options: { authkey: AUTHKEY } },
    { what: 'no port', address: 'tcp://127.0.0.1', options: { authkey: AUTHKEY } },
    { what: 'any port', address: 'tcp://127.0.0.1:*', options: { authkey: AUTHKEY } },
  ])('with $what is an error in the program', async ({ address, options }) => {
    await expect(Manager.connect(address, options)).rejects.toThrow(ArgumentError);
  });

  test('with its options in place of the address is told so, not that they lack something', async () => {
    const attempt = Manager.connect({ address: 'memory://any', authkey: AUTHKEY } as never);
    await expect(attempt).rejects.toThrow(/^the address for Manager.connect must be a string, as ipc:.*; got /);
  });

  test.for([Number.POSITIVE_INFINITY, 2 ** 31])('may take longer than a timer runs: %d ms', async (timeout) => {
    const running = await broker(`ipc://${directory}/broker`);
    await using manager = await Manager.connect(running.addresses[0] as string, { authkey: AUTHKEY, timeout });
    await manager.ping({ timeout });
  });

  test('takes the authkey from the environment where none is given', async () => {
    await broker('memory://environment');
    process.env['HOLDALL_AUTHKEY'] = AUTHKEY;
    onTestFinished(() => {
      delete process.env['HOLDALL_AUTHKEY'];
    });
    const manager = await Manager.connect('memory://environment');
    await manager.ping();
    await manager.close();
  });

  test('makes the manager the current one until it is closed', async () => {
    await broker('memory://current');
    expect(() => Manager.current()).toThrow(StateError);
    const first = await Manager.connect('memory://current', { authkey: AUTHKEY });
    const second = await Manager.connect('memory://current', { authkey: AUTHKEY });
    expect(Manager.current()).toBe(second);
    await second.close();
    expect(Manager.current()).toBe(first);
    await first.close();
    expect(() => Manager.current()).toThrow(StateError);
  });

  test('to a broker that stops at that moment is refused, or the manager says that it is gone', async () => {
    for (let turns = 0; turns < 16; turns++) {
      const running = await serve({ listen: 'memory://stopping', authkey: AUTHKEY });
      const connecting = Manager.connect('memory://stopping', { authkey: AUTHKEY }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ConnectError);
      });
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      await running.close();
      const manager = await connecting;
      if (manager) await expect(manager.ping()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
      expect(() => Manager.current()).toThrow(StateError);
    }
  });
});

/** Each step of connecting is once the one that finds no file descriptor. */
test.for([
  ['ipc', 0],
  ['tcp', 0],
  ['tcp', 1],
  ['tcp', 2],
  ['tcp', 3],
] as const)('over %s a program with %d file descriptors left is refused, and can end', async ([scheme, spare]) => {
  const running = await broker(scheme === 'ipc' ? `ipc://${directory}/broker` : 'tcp://127.0.0.1:*');
  const limited = ['-c', 'ulimit -n 200 && exec "$0" "$@"', process.execPath];
  const program = ['test/client/programs/descriptors.mjs', running.addresses[0] as string, String(spare)];
  const { stdout } = await promisify(execFile)('sh', [...limited, ...program], {
    env: { ...process.env, HOLDALL_AUTHKEY: AUTHKEY },
  });
  expect(stdout).toBe('CONNECT\n');
});

test('a manager that the program makes itself is refused, and told how it is made', () => {
  const make = () => new (Manager as unknown as new () => Manager)();
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow('Manager.connect()');
});

test('a manager shows its address, and nothing else', async () => {
  await broker('memory://shown');
  await using manager = await Manager.connect('memory://shown', { authkey: AUTHKEY });
  expect(inspect(manager)).toBe("Manager { address: 'memory://shown' }");
});

describe('serving', () => {
  test('at an address that is taken is refused, and leaves nothing behind', async () => {
    await broker(`ipc://${directory}/broker`);
    const second = serve({ listen: ['memory://spare', `ipc://${directory}/broker`], authkey: AUTHKEY });
    await expect(second).rejects.toThrow(ConnectError);
    await assertEmpty(`ipc://${directory}/broker`, 0);
    await (await serve({ listen: 'memory://spare', authkey: AUTHKEY })).close();
  });

  test.for(['tcp://0.0.0.0:0', 'tcp://*:0', 'tcp://[::]:0', 'tcp://example.org:5555', 'nonsense', 'ftp://x'])(
    'at %s is an error in the program',
    async (listen) => {
      await expect(serve({ listen, authkey: AUTHKEY })).rejects.toThrow(ArgumentError);
    },
  );

  test('needs an address and a long authkey', async () => {
    await expect(serve({ listen: [], authkey: AUTHKEY })).rejects.toThrow(ArgumentError);
    await expect(serve({ listen: 'memory://short', authkey: 'short' })).rejects.toThrow(ArgumentError);
    await expect(serve({ listen: 'memory://none' } as never)).rejects.toThrow('serve needs an authkey');
  });

  test.for([undefined, null, 'ipc:///tmp/broker', ['ipc:///tmp/broker'], new Map()])(
    'with %s for options says what to write',
    async (options) => {
      const attempt = serve(options as never);
      await expect(attempt).rejects.toThrow(ArgumentError);
      await expect(attempt).rejects.toThrow(/^the options of serve must be a plain object, as { listen: … }; got /);
    },
  );

  test.for([undefined, null, 5555, ['memory://good', undefined]])('at %s says what to write', async (listen) => {
    const attempt = serve({ listen: listen as never, authkey: AUTHKEY });
    await expect(attempt).rejects.toThrow(ArgumentError);
    await expect(attempt).rejects.toThrow(/^listen of serve must be an address, as ipc:.*, or an array of them; got /);
  });

  test('refuses an option that it does not have, and says which it has', async () => {
    const attempt = serve({ listen: 'memory://unknown', authkey: AUTHKEY, gracePeriod: 5 } as never);
    await expect(attempt).rejects.toThrow(ArgumentError);
    await expect(attempt).rejects.toThrow('it has listen, authkey, roles, principals, curve, types, grace, busyPoll, ');
  });

  test('refuses limits that there are none of and values that none can have, also while it runs', async () => {
    const serveWith = (limits: object) => serve({ listen: 'memory://limited', authkey: AUTHKEY, limits });
    await expect(serveWith({ session: 5 })).rejects.toThrow('limits of serve has no option "session"');
    const wrong = 'sessions of limits of serve must be a whole number of sessions, 1 to 16000000; got 0';
    await expect(serveWith({ sessions: 0 })).rejects.toThrow(wrong);
    await expect(serveWith({ memoryBytes: '1 GiB' })).rejects.toThrow('a whole number of bytes, 1048576 or more; got');
    await using broker = await serveWith({ sessions: 1 });
    expect(() => broker.reload({ limits: { sessions: 1.5 } })).toThrow('sessions of limits of reload must be');
    await using manager = await Manager.connect('memory://limited', { authkey: AUTHKEY });
    await manager.ping();
  });

  test.for([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 86_400_001, '5' as never])(
    'with a grace of %s is an error in the program',
    async (grace) => {
      const attempt = serve({ listen: 'memory://graceless', authkey: AUTHKEY, grace });
      await expect(attempt).rejects.toThrow('grace of serve must be a whole number of milliseconds, 0 to 86400000');
    },
  );

  test.for([0, 86_400_000])('with a grace of %s ms tells clients over TCP of it, and nobody else', async (grace) => {
    const listen = ['tcp://127.0.0.1:*', `ipc://${directory}/broker`];
    await using running = await serve({ listen, authkey: AUTHKEY, grace });
    for (const [index, address] of running.addresses.entries()) {
      const peer = await RawPeer.connect(address);
      expect((await peer.enter(AUTHKEY)).graceMs).toBe(index === 0 ? grace : 0);
      peer.close();
    }
  });

  test('at several addresses serves the same objects at each', async () => {
    const running = await serve({
      listen: ['memory://several', `ipc://${directory}/broker`, 'tcp://127.0.0.1:*'],
      authkey: AUTHKEY,
    });
    const managers = await Promise.all(
      running.addresses.map((address) => Manager.connect(address, { authkey: AUTHKEY })),
    );
    for (const [index, manager] of managers.entries()) await manager.queue<number>('shared').put(index);
    expect(await managers[0]?.queue('shared').drain()).toEqual([0, 1, 2]);
    for (const manager of managers) await manager.close();
    await running.close();
    await running.close();
  });
});
