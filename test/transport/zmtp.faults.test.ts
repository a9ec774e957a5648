import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ArgumentError, ConnectError, StateError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { ClientLink } from '../../src/transport/transport.js';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { run } from './programs/run.js';
import {
  command,
  frame,
  greetingOf,
  handshake,
  longHeader,
  message,
  part,
  type RawPeer,
  rawServer,
  readyOf,
} from './raw-server.js';
import { bytes, Recorder, text } from './recorder.js';
import { CONNECT_MS, Host } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let names = 0;
const freePath = (): string => join(directory, `${names++}.sock`);

const transport = new ZmtpTransport();
const libzmq = new ZeromqTransport();

async function connect(address: string, heard = new Recorder()): Promise<{ link: ClientLink; heard: Recorder }> {
  const link = await transport.connect(address, heard, CONNECT_MS);
  onTestFinished(() => link.close());
  return { link, heard };
}

/** A link to a server that has shaken hands and says what the test wants from then on. */
async function linked(path?: string): Promise<{ link: ClientLink; heard: Recorder; peer: RawPeer }> {
  const server = await rawServer(handshake, path);
  return { ...(await connect(server.address)), peer: await server.peer };
}

async function refusalOf(of: ZmtpTransport | ZeromqTransport, address: string, timeoutMs: number): Promise<string> {
  const attempt = of.connect(address, new Recorder(), timeoutMs);
  await expect(attempt).rejects.toBeInstanceOf(ConnectError);
  return attempt.then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('a server that is no broker is refused, with what was seen of it,', () => {
  test.each([
    ['says something else', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), /its first byte is none of a ZeroMQ/],
    ['begins like a greeting and goes on otherwise', Buffer.alloc(64, 0xff), /its signature is none of a ZeroMQ/],
    ['speaks ZMTP 2, and waits', Buffer.from('ff00000000000000017f01', 'hex'), /an older ZMTP than 3\.0/],
    ['wants passwords', greetingOf('PLAIN'), /the security mechanism "PLAIN", and ours is NULL/],
    ['sends a message first', Buffer.concat([greetingOf(), message('hello')]), /messages before its READY/],
    ['says something else than READY', Buffer.concat([greetingOf(), command('HELLO')]), /"HELLO" where READY/],
    ['says ERROR', Buffer.concat([greetingOf(), command('ERROR', '\x04full')]), /refused the connection: "full"/],
    ['is no ROUTER', Buffer.concat([greetingOf(), readyOf('PUB')]), /no ROUTER but "PUB"/],
    ['names no type', Buffer.concat([greetingOf(), command('READY')]), /no ROUTER but undefined/],
    [
      'lies about the length of a property',
      Buffer.concat([greetingOf(), command('READY', '\x0bSocket-Type\x7f\0\0\x06ROUTER')]),
      /READY is malformed/,
    ],
    [
      'lies about the length of a name',
      Buffer.concat([greetingOf(), command('READY', '\xffSocket-Type')]),
      /READY is malformed/,
    ],
    ['says a command without a name', Buffer.concat([greetingOf(), frame(4, '')]), /a command has no name/],
    ['has a command that never ends', Buffer.concat([greetingOf(), longHeader(4, 1n << 40n)]), /exceeds the limit/],
  ])('that %s', async (_, opening, seen) => {
    const { address } = await rawServer(opening);
    const refusal = await refusalOf(transport, address, CONNECT_MS);
    expect(refusal).toMatch(
      /^cannot connect to tcp:.*did not speak ZeroMQ \(.*\); is `holdall serve` running there\?$/,
    );
    expect(refusal).toMatch(seen);
  });

  test('that ends in the middle of the handshake', async () => {
    const { address, peer } = await rawServer(greetingOf().subarray(0, 30));
    const refusal = refusalOf(transport, address, CONNECT_MS);
    (await peer).socket.end();
    expect(await refusal).toMatch(/ended it or did not speak ZeroMQ/);
  });

  test('that goes silent after its greeting, when the time is over', async () => {
    const { address } = await rawServer(greetingOf());
    expect(await refusalOf(transport, address, 100)).toMatch(/did not speak ZeroMQ within 100 ms/);
  });
});

describe('where there is no broker, the error is that of libzmq’s links:', () => {
  test.each<[string, () => string | Promise<string>, number]>([
    ['no socket file', () => `ipc://${freePath()}`, CONNECT_MS],
    ['a directory of a socket file that is none', () => `ipc://${directory}/missing/x.sock`, CONNECT_MS],
    ['a port where nobody listens', () => 'tcp://127.0.0.1:1', CONNECT_MS],
    ['a port of IPv6 where nobody listens', () => 'tcp://[::1]:1', CONNECT_MS],
    ['a server that says nothing', async () => (await rawServer()).address, 100],
    [
      'a server that hangs up',
      async () => {
        const server = await rawServer();
        void server.peer.then(({ socket }) => socket.destroy());
        return server.address;
      },
      CONNECT_MS,
    ],
    [
      'a file that is no socket',
      () => {
        const path = freePath();
        writeFileSync(path, '');
        return `ipc://${path}`;
      },
      CONNECT_MS,
    ],
  ])('%s', async (_, addressOf, timeoutMs) => {
    const own = await addressOf();
    const other = await addressOf();
    const expected = (await refusalOf(libzmq, other, timeoutMs)).replaceAll(other, own);
    expect(await refusalOf(transport, own, timeoutMs)).toBe(expected);
  });

  test('a host without an address is told as such', async () => {
    const refusal = await refusalOf(transport, 'tcp://nobody.invalid:5555', CONNECT_MS);
    expect(refusal).toMatch(/its host name has no address/);
  });

  test.each(['tcp://127.0.0.1:0', 'tcp://*:5555', 'ipc://relative.sock'])('%s is malformed', async (address) => {
    await expect(transport.connect(address, new Recorder(), CONNECT_MS)).rejects.toBeInstanceOf(ArgumentError);
  });
});

test('listening at a port is refused, with what to do instead', async () => {
  const attempt = transport.listen('tcp://127.0.0.1:0', () => new Recorder());
  await expect(attempt).rejects.toBeInstanceOf(StateError);
  await expect(attempt).rejects.toThrow(/in a worker thread.*serve\(\) in the main thread/);
});

describe('a link goes down, once, when the other side', () => {
  test.each([
    ['announces a frame over the limit', longHeader(0, BigInt(limits.frameBytes + 1)), /exceeds the limit/],
    ['announces more than there can be', longHeader(0, (1n << 64n) - 1n), /exceeds the limit/],
    ['announces a part over the limit', longHeader(1, BigInt(limits.frameBytes + 1)), /exceeds the limit/],
    ['announces a command over the limit', longHeader(4, 1n << 20n), /exceeds the limit/],
    ['uses flags that do not exist', frame(8, 'x'), /flags that do not exist/],
    ['sends a command of several parts', frame(5, '\x04PING'), /flags that do not exist/],
    ['says a command without a name', frame(4, '\xffPING'), /a command has no name/],
    ['says ERROR', command('ERROR', '\x07go away'), /ended the connection: "go away"/],
    ['hangs up', message(''), /closed the link/],
  ])('%s', async (_, content, reason) => {
    const { heard, peer } = await linked();
    peer.socket.write(Buffer.concat([message('before'), content, message('after')]));
    expect(await heard.down()).toMatch(reason);
    expect(heard.frames.map(text)).toEqual(['before']);
    expect(heard.heard).toEqual(['frame', 'down']);
  });

  test('ends the connection in the middle of a frame, which is not delivered', async () => {
    const { heard, peer } = await linked();
    peer.socket.end(Buffer.concat([message('whole'), message('broken off').subarray(0, 6)]));
    expect(await heard.down()).toMatch(/was lost/);
    expect(heard.heard).toEqual(['frame', 'down']);
  });

  test('resets the connection', async () => {
    const { link, heard, peer } = await linked();
    peer.socket.resetAndDestroy();
    expect(await heard.down()).toMatch(/was lost/);
    link.send(bytes('into the void'));
    expect(heard.heard).toEqual(['down']);
  });

  test('is killed', async () => {
    const host = run('host', `ipc://${freePath()}`);
    const { link, heard } = await connect(await host.firstOutput);
    link.send(bytes('hello'));
    await heard.texts(1);
    host.kill();
    await heard.down();
    expect(heard.heard).toEqual(['frame', 'down']);
  });
});

describe('frames', () => {
  test('that come in the piece that ends the handshake wait for the owner of the link', async () => {
    const server = await rawServer(Buffer.concat([handshake, message('early'), message('bird')]));
    const { heard } = await connect(server.address);
    expect(heard.heard).toEqual([]);
    expect(await heard.texts(2)).toEqual(['early', 'bird']);
  });

  test.each(['tcp', 'ipc'])(
    'that came before the end are delivered, although a send has found out about the end first, over %s',
    async (scheme) => {
      const sent = Array.from({ length: 150 }, (_, i) => `${i}`.padEnd(200));
      const server = await rawServer('', scheme === 'ipc' ? freePath() : undefined);
      // All that the link is ever to hear lies ready, and the connection is closed, before it has read anything.
      void server.peer.then(async (peer) => {
        await peer.receives(Buffer.from('Identity'));
        peer.socket.write(
          Buffer.concat([handshake, ...sent.map(message), longHeader(0, 60_000n), Buffer.alloc(60_000)]),
        );
        peer.socket.write(message('the last'), () => peer.socket.destroy());
      });
      const { link, heard } = await connect(server.address);
      for (let i = 0; i < 10; i++) link.send(new Uint8Array(1_000));
      await heard.down();
      expect(heard.frames.length).toBe(152);
      expect(text(heard.frames.at(-1) as Uint8Array)).toBe('the last');
    },
  );

  test('of several parts are none of ours, and disturb nobody', async () => {
    const { heard, peer } = await linked();
    const empty = [part(''), message('')];
    const long = [longHeader(1, 100_000n), Buffer.alloc(100_000), part('b'), message('c')];
    const interrupted = [part('d'), command('PING', '\0\0'), message('e')];
    peer.socket.write(Buffer.concat([...empty, ...long, ...interrupted, message('one part')]));
    expect(await heard.texts(1)).toEqual(['one part']);
    expect(heard.heard).toEqual(['frame']);
  });

  test('20,000 sent in one turn arrive in order, in both directions at once', async () => {
    const host = new Host();
    const listener = await transport.listen(`ipc://${freePath()}`, host.onLink);
    onTestFinished(() => listener.close());
    const guest = await connect(listener.address);
    guest.link.send(bytes('hello'));
    const server = await host.peer();
    const expected = Array.from({ length: 20_000 }, (_, i) => `frame ${i}`);
    for (const each of expected) {
      guest.link.send(bytes(each));
      server.link.send(bytes(each));
    }
    expect(await guest.heard.texts(20_000)).toEqual(expected);
    expect((await server.heard.texts(20_001)).slice(1)).toEqual(expected);
  });
});

describe('signs of life', () => {
  afterEach(() => void vi.useRealTimers());
  const INTERVAL_MS = 1_000;

  test('that the other side asks for are given, with its context', async () => {
    const { peer } = await linked();
    peer.socket.write(command('PING', '\0\0context'));
    await peer.receives(command('PONG', 'context'));
    peer.socket.write(command('PING', '\0\0'));
    await peer.receives(command('PONG'));
  });

  test('are asked for over tcp, and a side that is asked in vain for five seconds is gone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    const { heard, peer } = await linked();
    for (let i = 0; i < 5; i++) {
      peer.forget();
      vi.advanceTimersByTime(INTERVAL_MS);
      await peer.receives(command('PING', '\0\0'));
    }
    expect(heard.heard).toEqual([]);
    vi.advanceTimersByTime(INTERVAL_MS);
    expect(await heard.down()).toMatch(/no sign of life for 5000 ms/);
    vi.advanceTimersByTime(INTERVAL_MS);
    expect(heard.heard).toEqual(['down']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('keep the link up, however long it says nothing else', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { link, heard, peer } = await linked();
    for (let i = 0; i < 20; i++) {
      peer.forget();
      vi.advanceTimersByTime(INTERVAL_MS);
      await peer.receives(command('PING', '\0\0'));
      peer.socket.write(command('PONG'));
      peer.socket.write(command('PING', `\0\0${i}`));
      await peer.receives(command('PONG', `${i}`));
    }
    expect(heard.heard).toEqual([]);
    link.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are not asked for over ipc, where the kernel tells of every end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await linked(freePath());
    expect(vi.getTimerCount()).toBe(0);
  });

  test('asked for without end by a side that does not read do not pile up', async () => {
    const { link, heard, peer } = await linked();
    peer.socket.pause();
    for (let i = 0; i < 30; i++) link.send(new Uint8Array(1_000_000));
    const questions = command('PING', `\0\0${'q'.repeat(16)}`);
    for (let i = 0; i < 1_000; i++) peer.socket.write(questions);
    peer.socket.write(message('asked'));
    await heard.texts(1);
    link.send(bytes('that is all'));
    let end = Buffer.alloc(0);
    const all = new Promise<void>((resolve) => {
      peer.socket.removeAllListeners('data').on('data', (piece: Buffer) => {
        end = Buffer.concat([end, piece]).subarray(-100_000);
        if (end.includes('that is all')) resolve();
      });
    });
    peer.socket.resume();
    await all;
    expect(end.toString('latin1').split('PONG').length - 1).toBe(1);
  });
});

describe('the exit of a client', () => {
  async function hostOf(greet: Host['greet'] = () => {}): Promise<{ host: Host; address: string }> {
    const host = new Host();
    host.greet = greet;
    const listener = await libzmq.listen('tcp://127.0.0.1:0', host.onLink);
    onTestFinished(() => listener.close());
    return { host, address: listener.address };
  }

  test('is not held up by a link that is unreferenced', async () => {
    const { host, address } = await hostOf();
    expect(await run('guest', address, 'idle', 'zmtp').ended).toEqual({ code: 0, output: '', errors: '' });
    await (await host.peer()).heard.down();
  });

  test('waits for what a referenced link will bring', async () => {
    const { host, address } = await hostOf();
    const guest = run('guest', address, 'answer', 'zmtp');
    const { link, heard } = await host.peer();
    await heard.texts(1);
    link.send(bytes('the answer'));
    expect(await guest.ended).toEqual({ code: 0, output: 'the answer', errors: '' });
  });

  test('lets what was sent before leave', async () => {
    const { host, address } = await hostOf((link) => link.send(bytes('welcome')));
    expect(await run('guest', address, 'close', 'zmtp').ended).toEqual({ code: 0, output: '', errors: '' });
    const { heard } = await host.peer();
    await heard.down();
    const received = heard.frames.slice(1).map((each) => Number(text(each)));
    expect(received).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  test('is not held up for ever by a server that does not read', async () => {
    const server = await rawServer(Buffer.concat([handshake, message('welcome')]));
    void server.peer.then(({ socket }) => socket.pause());
    expect(await run('guest', server.address, 'close', 'zmtp').ended).toEqual({ code: 0, output: '', errors: '' });
  });
});
