import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Dealer } from 'zeromq';
import { ConnectError } from '../../protocol/errors.js';
import type { Transport } from '../../src/transport/transport.js';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { run, runMeanwhileBlocked } from './programs/run.js';
import { bytes, Recorder, text } from './recorder.js';
import { Bench, CONNECT_MS, Host, type Pair } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let names = 0;

function freePath(): string {
  return join(directory, `${names++}.sock`);
}

function benchOf(transport: Transport, freeAddress: () => string): Bench {
  return new Bench({ transport, freeAddress, deadAddress: freeAddress, malformed: [], breakable: false });
}

const transport = new ZeromqTransport();
const ipc = benchOf(new ZmtpTransport(), () => `ipc://${freePath()}`);
const tcp = benchOf(transport, () => 'tcp://127.0.0.1:0');
const tcpWithoutDraft = benchOf(new ZeromqTransport({ draft: false }), () => 'tcp://127.0.0.1:0');
afterEach(() => Promise.all([ipc.close(), tcp.close(), tcpWithoutDraft.close()]));

/** A broker side that sends each client a first frame. */
function welcoming(): Host {
  const host = new Host();
  host.greet = (link) => link.send(bytes('welcome'));
  return host;
}

/** Asserts that the pair's link still carries frames both ways. */
async function expectAlive({ guest, server }: Pair): Promise<void> {
  const [toBroker, toClient] = [server.heard.frames.length + 1, guest.heard.frames.length + 1];
  guest.link.send(bytes('still here'));
  server.link.send(bytes('you too'));
  expect((await server.heard.texts(toBroker)).at(-1)).toBe('still here');
  expect((await guest.heard.texts(toClient)).at(-1)).toBe('you too');
  expect(server.heard.reasons).toEqual([]);
}

async function serve(onConnection: (socket: Socket) => void): Promise<{ address: string; close: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    onConnection(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe.each([
  ['ipc', ipc],
  ['tcp', tcp],
])('over %s', (_, bench) => {
  test('20,000 frames sent in one turn arrive in order, in both directions at once', async () => {
    const { guest, server } = await bench.pair();
    const expected = Array.from({ length: 20_000 }, (_, i) => `frame ${i}`);
    for (const frame of expected) {
      guest.link.send(bytes(frame));
      server.link.send(bytes(frame));
    }
    expect(await guest.heard.texts(20_000)).toEqual(expected);
    expect((await server.heard.texts(20_001)).slice(1)).toEqual(expected);
  });

  test('a slow reader loses nothing, and delays nobody else', async () => {
    const pair = await bench.pair();
    const other = await bench.connect(pair.listener.address);
    other.link.unref();
    other.link.send(bytes('hello'));
    const otherServer = await pair.host.peer(1);
    for (let i = 0; i < 300; i++) otherServer.link.send(new Uint8Array(100_000).fill(i));
    await expectAlive(pair);
    await other.heard.texts(300);
    expect(other.heard.frames.map((frame) => frame[0])).toEqual(Array.from({ length: 300 }, (_, i) => i & 0xff));
  });
});

describe('over tcp', () => {
  test('a client that a send finds dead is reported after its last frame', async () => {
    const { host, listener } = await tcp.listen(welcoming());
    runMeanwhileBlocked('stranger', listener.address);
    const { heard } = await host.peer();
    await heard.down();
    expect(heard.heard).toEqual([...Array<string>(1_000).fill('frame'), 'down']);
  });

  test('messages of a stranger that are none of ours harm nobody', async () => {
    const pair = await tcp.pair();
    const stranger = new Dealer({ linger: 0 });
    stranger.connect(pair.listener.address);
    await stranger.send(['two', 'parts']);
    await stranger.send(['', '']);
    await stranger.send('');
    await stranger.send(['']);
    await stranger.send('a frame');
    const { heard } = await pair.host.peer(1);
    expect(await heard.texts(1)).toEqual(['a frame']);
    await stranger.send('');
    await heard.down();
    await stranger.send('another link');
    expect(await (await pair.host.peer(2)).heard.texts(1)).toEqual(['another link']);
    stranger.close();
    await (await pair.host.peer(2)).heard.down();
    await expectAlive(pair);
  });

  test('a stranger that takes the routing id of another gets no link, and the other keeps its own', async () => {
    const { host, listener } = await tcp.listen();
    const first = new Dealer({ linger: 0, routingId: 'chosen' });
    first.connect(listener.address);
    await first.send('I am the first');
    await (await host.peer(0)).heard.texts(1);
    const thief = new Dealer({ linger: 0, routingId: 'chosen' });
    thief.connect(listener.address);
    await thief.send('so am I');
    const honest = await tcp.connect(listener.address);
    honest.link.send(bytes('after the thief'));
    expect(await (await host.peer(1)).heard.texts(1)).toEqual(['after the thief']);
    thief.close();
    await first.send('still the first');
    expect(await (await host.peer(0)).heard.texts(2)).toEqual(['I am the first', 'still the first']);
    first.close();
    await (await host.peer(0)).heard.down();
  });
});

describe.each([
  ['over ipc', ipc],
  ['over tcp', tcp],
  ['over tcp, without the draft options of libzmq', tcpWithoutDraft],
])('death, %s', (_, bench) => {
  test('a client that is killed is reported, and no other', async () => {
    const pair = await bench.pair();
    const guest = run('guest', pair.listener.address, 'stay');
    const { heard } = await pair.host.peer(1);
    await heard.texts(1);
    guest.kill();
    await heard.down();
    expect(heard.heard).toEqual(['frame', 'down']);
    await expectAlive(pair);
  });

  test('a broker that is killed is reported', async () => {
    const address = bench === ipc ? `ipc://${freePath()}` : 'tcp://127.0.0.1:0';
    const host = run('host', address);
    const { link, heard } = await bench.connect(await host.firstOutput);
    link.send(bytes('hello'));
    await heard.texts(1);
    host.kill();
    await heard.down();
    expect(heard.heard).toEqual(['frame', 'down']);
  });
});

test.each([511, 512, 513, 514])(
  'a listener may close in the middle of a flood, also while zeromq.js puts off a read (after %i frames)',
  async (last) => {
    const { host, listener } = await tcp.listen();
    runMeanwhileBlocked('stranger', listener.address);
    const { heard } = await host.peer();
    await heard.texts(last);
    await listener.close();
    expect(heard.reasons).toEqual([]);
  },
);

describe('the exit of a client', () => {
  test('is not held up by a link that is unreferenced', async () => {
    const { host, listener } = await tcp.listen();
    const guest = run('guest', listener.address, 'idle');
    expect(await guest.ended).toEqual({ code: 0, output: '', errors: '' });
    await (await host.peer()).heard.down();
  });

  test('waits for what a referenced link will bring', async () => {
    const { host, listener } = await tcp.listen();
    const guest = run('guest', listener.address, 'answer');
    const { link, heard } = await host.peer();
    await heard.texts(1);
    link.send(bytes('the answer'));
    expect(await guest.ended).toEqual({ code: 0, output: 'the answer', errors: '' });
  });

  test('lets what was sent before leave', async () => {
    const { host, listener } = await tcp.listen(welcoming());
    const guest = run('guest', listener.address, 'close');
    expect(await guest.ended).toEqual({ code: 0, output: '', errors: '' });
    const { heard } = await host.peer();
    await heard.down();
    expect(heard.frames.slice(1).map((frame) => Number(text(frame)))).toEqual(
      Array.from({ length: 1_000 }, (_, i) => i),
    );
  });

  test('by process.exit right after close may lose the last frames, but none before others', async () => {
    const { host, listener } = await tcp.listen(welcoming());
    const guest = run('guest', listener.address, 'exit');
    expect(await guest.ended).toEqual({ code: 0, output: '', errors: '' });
    const { heard } = await host.peer();
    await heard.down();
    const received = heard.frames.slice(1).map((frame) => Number(text(frame)));
    expect(received).toEqual(received.map((_, i) => i));
  });

  test('may come while it waits for a frame', async () => {
    const { host, listener } = await tcp.listen();
    const guest = run('guest', listener.address, 'abandon');
    const { link } = await host.peer();
    for (let i = 0; i < 100; i++) link.send(bytes('x'.repeat(1_000)));
    expect(await guest.ended).toEqual({ code: 0, output: '', errors: '' });
  });
});

describe('a socket file', () => {
  test('that a killed broker left over is replaced', async () => {
    const path = freePath();
    const host = run('host', `ipc://${path}`);
    await host.firstOutput;
    host.kill();
    await host.ended;
    expect(existsSync(path)).toBe(true);
    const { listener } = await ipc.listen(new Host(), `ipc://${path}`);
    await ipc.connect(listener.address);
  });

  test('of a broker in another process is not stolen', async () => {
    const path = freePath();
    const host = run('host', `ipc://${path}`);
    await host.firstOutput;
    await expect(ipc.listen(new Host(), `ipc://${path}`)).rejects.toThrow(/in use/);
    const { link, heard } = await ipc.connect(`ipc://${path}`);
    link.send(bytes('hello'));
    expect(await heard.texts(1)).toEqual(['welcome']);
    host.kill();
    await host.ended;
  });

  test('is gone after close, and no lock is left', async () => {
    const { listener } = await ipc.listen();
    const path = listener.address.slice('ipc://'.length);
    expect([existsSync(path), existsSync(`${path}.lock`)]).toEqual([true, false]);
    await listener.close();
    expect([existsSync(path), existsSync(`${path}.lock`)]).toEqual([false, false]);
  });

  test('that another broker has put at the path since is left alone at close', async () => {
    const path = freePath();
    const { listener } = await ipc.listen(new Host(), `ipc://${path}`);
    rmSync(path);
    const successor = await ipc.listen(new Host(), `ipc://${path}`);
    await listener.close();
    expect(existsSync(path)).toBe(true);
    await ipc.connect(successor.listener.address);
  });

  test('is not made where a file of another kind lies, and that file stays', async () => {
    const path = freePath();
    writeFileSync(path, 'precious');
    await expect(ipc.listen(new Host(), `ipc://${path}`)).rejects.toThrow(/no socket/);
    expect(existsSync(path)).toBe(true);
  });

  test('is refused while another process holds its lock, and the message names the lock', async () => {
    const path = freePath();
    writeFileSync(`${path}.lock`, String(process.ppid));
    await expect(ipc.listen(new Host(), `ipc://${path}`)).rejects.toThrow(`remove ${path}.lock`);
  });

  test('is had in spite of a lock whose process is dead', async () => {
    const path = freePath();
    // More than any system gives out.
    writeFileSync(`${path}.lock`, '2147483646');
    await ipc.listen(new Host(), `ipc://${path}`);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('in a directory that does not exist is refused with a message that says so', async () => {
    const attempt = ipc.listen(new Host(), `ipc://${directory}/missing/x.sock`);
    await expect(attempt).rejects.toBeInstanceOf(ConnectError);
    await expect(attempt).rejects.toThrow(/directory does not exist/);
  });

  test('with too long a path is refused by its length in bytes', async () => {
    const long = `ipc:///${'ö'.repeat(54)}`;
    await expect(ipc.listen(new Host(), long)).rejects.toThrow(/109 bytes/);
    await expect(ipc.connect(long)).rejects.toThrow(/109 bytes/);
  });
});

describe('a tcp port', () => {
  test.each(['tcp://127.0.0.1:*', 'tcp://127.0.0.1:0', 'tcp://localhost:0'])(
    'is chosen by the system for %s',
    async (address) => {
      const { host, listener } = await tcp.listen(new Host(), address);
      expect(listener.address).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
      const { link } = await tcp.connect(listener.address);
      link.send(bytes('hello'));
      await (await host.peer()).heard.texts(1);
    },
  );

  test('of a host name that is no interface is refused with an explanation', async () => {
    await expect(tcp.listen(new Host(), 'tcp://example.invalid:0')).rejects.toThrow(/not host names/);
  });

  test('on which garbage arrives serves the others as before', async () => {
    const pair = await tcp.pair();
    const port = Number(pair.listener.address.split(':').at(-1));
    const garbage = [
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50),
      Buffer.alloc(10_000, 0xff),
      Buffer.alloc(10_000, 0),
      // A greeting of ZMTP 3.0, and then no handshake.
      Buffer.concat([Buffer.from('ff00000000000000017f0300', 'hex'), Buffer.from('NULL'), Buffer.alloc(500, 7)]),
    ];
    for (const content of garbage) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      await once(socket, 'connect');
      await new Promise<void>((resolve) => socket.end(content, () => resolve()));
      await expectAlive(pair);
      socket.destroy();
    }
    await expectAlive(pair);
  });
});

describe('connect rejects in bounded time, and says what it found', () => {
  test('where there is no socket file', async () => {
    const address = `ipc://${freePath()}`;
    await expect(ipc.connect(address)).rejects.toThrow(
      `cannot connect to ${address}: there is no such socket file; is \`holdall serve\` running there?`,
    );
  });

  test('where the socket file is left over', async () => {
    const path = freePath();
    const host = run('host', `ipc://${path}`);
    await host.firstOutput;
    host.kill();
    await host.ended;
    await expect(ipc.connect(`ipc://${path}`)).rejects.toThrow(/nothing listens there/);
  });

  test('where the port is closed', async () => {
    await expect(tcp.connect('tcp://127.0.0.1:1')).rejects.toThrow(/nothing listens there/);
  });

  test('where the server says nothing', async () => {
    const server = await serve(() => {});
    const attempt = transport.connect(server.address, new Recorder(), 100);
    await expect(attempt).rejects.toBeInstanceOf(ConnectError);
    await expect(attempt).rejects.toThrow(/did not speak ZeroMQ within 100 ms/);
    server.close();
  });

  test('where the server speaks another protocol', async () => {
    const server = await serve((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(20)));
    const attempt = transport.connect(server.address, new Recorder(), 300);
    await expect(attempt).rejects.toBeInstanceOf(ConnectError);
    await expect(attempt).rejects.toThrow(/did not speak ZeroMQ/);
    server.close();
  });

  test('where the server hangs up', async () => {
    const server = await serve((socket) => socket.destroy());
    await expect(transport.connect(server.address, new Recorder(), CONNECT_MS)).rejects.toThrow(/ended it/);
    server.close();
  });

  test('where the host has no address', async () => {
    const attempt = transport.connect('tcp://nobody.invalid:5555', new Recorder(), 300);
    await expect(attempt).rejects.toBeInstanceOf(ConnectError);
  });

  test('where the address leaves the host or the port open', async () => {
    await expect(tcp.connect('tcp://127.0.0.1:0')).rejects.toThrow(/needs the host and the port/);
    await expect(tcp.connect('tcp://*:5555')).rejects.toThrow(/needs the host and the port/);
  });
});
