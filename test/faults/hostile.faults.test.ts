/** Connections that are no clients, by the hundred, before a daemon that has work to do. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Manager, SharedQueue } from 'holdall';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../protocol/limits.js';
import { FrameReader, messageFrame } from '../../src/transport/zmtp/frames.js';
import { encodeHandshake, prove } from '../../src/wire/index.js';
import { AUTHKEY } from '../harness/doors.js';
import { upTo } from '../harness/numbers.js';
import { assertNoChildren } from '../harness/processes.js';
import { command, greetingOf, longHeader, readyOf } from '../transport/raw-server.js';
import { type Holdings, WatchedDaemon } from './watched-daemon.js';

const MIB = 2 ** 20;

let daemon: WatchedDaemon;
let honest: Manager;
let queue: SharedQueue<number>;
let before: Holdings;
beforeEach(async () => {
  daemon = await WatchedDaemon.start();
  honest = await daemon.client();
  queue = honest.queue('work');
  await work();
  before = await daemon.holdings(honest);
});
afterEach(async () => {
  await honest.close();
  await daemon.close();
  await assertNoChildren();
});

/** Work that must go on as if nobody else were there. */
async function work(): Promise<void> {
  for (let n = 0; n < 200; n++) {
    await queue.put(n);
    expect(await queue.get()).toBe(n);
  }
}

/** A connection to the daemon's socket file that has said this. */
async function connection(...said: readonly Uint8Array[]): Promise<Socket> {
  const socket = connect(daemon.path);
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const bytes of said) socket.write(bytes);
  return socket;
}

/** When the daemon hangs up. */
async function hungUp(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

const handshake = Buffer.concat([greetingOf(), readyOf('DEALER')]);
const hello = encodeHandshake('hello', {
  protocol: 'holdall',
  versions: [1, 1],
  nonce: new Uint8Array(32),
  client: 'slow',
});

/** A connection that has proved itself, on which everything may come. */
async function insider(): Promise<Socket> {
  const socket = await connection(handshake);
  const reader = new FrameReader();
  const nextMessage = async () => {
    for (;;) {
      for (let frame = reader.next(); frame; frame = reader.next()) if (!frame.isCommand) return frame.body;
      const [piece] = (await once(socket, 'data')) as [Buffer];
      reader.push(piece);
    }
  };
  const say = (frame: Uint8Array) => socket.write(Buffer.concat(messageFrame(frame)));
  say(hello);
  const challenge = await nextMessage();
  say(encodeHandshake('authenticate', { proof: prove(Buffer.from(AUTHKEY), 'client', hello, challenge) }));
  await nextMessage();
  return socket;
}

describe('hundreds of connections', () => {
  const strangers: readonly (readonly [what: string, said: Uint8Array])[] = [
    ['that say nothing', Buffer.alloc(0)],
    ['that stop in the middle of the greeting', greetingOf().subarray(0, 20)],
    ['that stop in the middle of a command', Buffer.concat([greetingOf(), Buffer.from([4, 25, 5])])],
    ['that are there, and say no hello', handshake],
    ['that say hello, and wait', Buffer.concat([handshake, ...messageFrame(hello)])],
    ['that stop in the middle of a hello', Buffer.concat([handshake, longHeader(0, 60_000n), Buffer.alloc(100)])],
    [
      'that ask for life signs, and read none',
      Buffer.concat([handshake, ...upTo(2_000).map(() => command('PING', '\0\0'))]),
    ],
  ];

  test('of every kind that wait before they are in are hung up on when their time is over; others are served', async () => {
    const sockets = await Promise.all(upTo(50).flatMap(() => strangers.map(([, said]) => connection(said))));
    await work();
    const during = await daemon.holdings(honest);
    expect(during.sessions).toBe(1);
    expect(during.rss - before.rss).toBeLessThan(60 * MIB);
    await Promise.all(sockets.map(hungUp));
    await work();
    await daemon.comesBackTo(before, honest);
  }, 60_000);

  test('that are in and stop in the middle of the largest frame cost no memory for what they only announce', async () => {
    const sockets = await Promise.all(upTo(50).map(() => insider()));
    for (const socket of sockets)
      socket.write(Buffer.concat([longHeader(0, BigInt(limits.frameBytes)), Buffer.alloc(1_000)]));
    await work();
    const during = await daemon.holdings(honest);
    expect(during.sessions).toBe(51);
    expect(during.rss - before.rss).toBeLessThan(60 * MIB);
    for (const socket of sockets) socket.destroy();
    await daemon.comesBackTo(before, honest);
  }, 60_000);

  test('that announce more than may be are hung up on at once', async () => {
    const sockets = [await insider(), await connection(handshake)];
    for (const socket of sockets) socket.write(longHeader(0, BigInt(limits.frameBytes) + 1n));
    await Promise.all(sockets.map(hungUp));
    await daemon.comesBackTo(before, honest);
  });
});

test('a flood of connections from programs that are killed leaves nothing behind, and holds up nobody', async () => {
  const floods = upTo(2).map(() => daemon.run('flood'));
  onTestFinished(() => {
    for (const flood of floods) flood.kill('SIGKILL');
  });
  for (const flood of floods) await flood.lines(1);
  await work();
  for (const flood of floods) await flood.slay();
  await work();
  await daemon.comesBackTo(before, honest);
  const after = await daemon.holdings(honest);
  expect(after.heap - before.heap).toBeLessThan(8 * MIB);
}, 60_000);
