/** What comes to a listener of our own, byte by byte. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { limits } from '../../protocol/limits.js';
import type { Listener } from '../../src/transport/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { command, greetingOf, longHeader, message, part, RawPeer, readyOf } from './raw-server.js';
import { bytes, Recorder } from './recorder.js';
import { CONNECT_MS, Host } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const path = join(directory, 'broker.sock');
const handshake = Buffer.concat([greetingOf(), readyOf('DEALER')]);

let host: Host;
let listener: Listener;
beforeEach(async () => {
  host = new Host();
  listener = await new ZmtpTransport().listen(`ipc://${path}`, host.onLink);
});
afterEach(() => listener.close());

/** A connection of somebody's who says whatever a test wants. */
function stranger(): RawPeer {
  const socket: Socket = connect(path);
  onTestFinished(() => {
    socket.destroy();
  });
  return new RawPeer(socket);
}

/** Resolves when the listener has ended the connection. */
function ended({ socket }: RawPeer): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Fails unless somebody who keeps to the rules is served. */
async function expectServed(nth: number): Promise<void> {
  const heard = new Recorder();
  const link = await new ZmtpTransport().connect(listener.address, heard, CONNECT_MS);
  link.send(bytes('hello'));
  const peer = await host.peer(nth);
  expect(await peer.heard.texts(1)).toEqual(['hello']);
  link.close();
}

describe('a stranger', () => {
  test.each([
    ['speaks another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['wants encryption', greetingOf('CURVE')],
    ['sends a message before its READY', Buffer.concat([greetingOf(), message('hello')])],
    ['is no DEALER', Buffer.concat([greetingOf(), readyOf('SUB')])],
    ['is a REQ, whose messages have an empty part in front', Buffer.concat([greetingOf(), readyOf('REQ')])],
    ['has flags that do not exist', Buffer.concat([greetingOf(), Buffer.from([0xf8, 0])])],
  ])('that %s is hung up on, and is no peer', async (_, said) => {
    const peer = stranger();
    const over = ended(peer);
    peer.socket.write(said);
    await over;
    await expectServed(0);
  });

  test('that announces a frame over the limit has its own link taken down', async () => {
    const peer = stranger();
    const over = ended(peer);
    peer.socket.write(Buffer.concat([handshake, longHeader(0, BigInt(limits.frameBytes + 1))]));
    const { heard } = await host.peer(0);
    await heard.down();
    expect(heard.heard).toEqual(['down']);
    await over;
    await expectServed(1);
  });

  test('that says an empty message has hung up', async () => {
    const peer = stranger();
    peer.socket.write(Buffer.concat([handshake, message('last'), message(''), message('more')]));
    const { heard } = await host.peer(0);
    await heard.down();
    expect(heard.heard).toEqual(['frame', 'down']);
  });

  test('whose messages have several parts is heard only where they have one', async () => {
    const peer = stranger();
    peer.socket.write(Buffer.concat([handshake, part('two'), message('parts'), message('one part')]));
    expect(await (await host.peer(0)).heard.texts(1)).toEqual(['one part']);
  });

  test('that asks for a sign of life has one', async () => {
    const peer = stranger();
    peer.socket.write(Buffer.concat([handshake, command('PING', '\0\0context')]));
    await peer.receives(command('PONG', 'context'));
  });

  test('that says nothing is hung up on when the time for a handshake is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const peer = stranger();
    const over = ended(peer);
    await peer.receives(Buffer.from('READY'));
    vi.advanceTimersByTime(usualLimits.handshakeMs);
    await over;
  });
});

describe('a client that sent its last and is gone', () => {
  test('is heard to the end, though it can be told nothing any more', async () => {
    host.greet = (link) => {
      for (let n = 0; n < 100; n++) link.send(new Uint8Array(100_000).fill(1));
    };
    const peer = stranger();
    const frames = Array.from({ length: 1_000 }, (_, n) => message(`frame ${n}`));
    peer.socket.end(Buffer.concat([handshake, ...frames]));
    const { heard } = await host.peer(0);
    await heard.down();
    expect(heard.heard).toEqual([...frames.map(() => 'frame'), 'down']);
  });
});
