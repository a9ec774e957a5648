import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ClientKeys, generateKeys } from '../../src/keys/keys.js';
import { randomKeyPair } from '../../src/keys/x25519.js';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { Boxes } from '../../src/transport/zmtp/curve/boxes.js';
import { BoxedFraming } from '../../src/transport/zmtp/curve/framing.js';
import { nonceOf, OwnNonces, TheirNonces } from '../../src/transport/zmtp/curve/nonces.js';
import { type Frame, ZmtpFault } from '../../src/transport/zmtp/frames.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { bytes, Recorder, text } from './recorder.js';
import { CONNECT_MS, Host } from './suite.js';

/** Our framing, and a broker's boxes for it. */
function ends(): { framing: BoxedFraming; boxed: (count: number, flags: number, content: string) => Frame } {
  const [client, broker] = [randomKeyPair(), randomKeyPair()];
  const boxes = new Boxes(broker.secretKey, client.publicKey);
  const framing = new BoxedFraming(new Boxes(client.secretKey, broker.publicKey), new OwnNonces(), new TheirNonces());
  const boxed = (count: number, flags: number, content: string): Frame => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(count));
    const box = boxes.seal(nonceOf('CurveZMQMESSAGES', counter), Buffer.from([flags, ...Buffer.from(content)]));
    return { isCommand: false, body: Buffer.concat([Buffer.from('\x07MESSAGE'), counter, box]) };
  };
  return { framing, boxed };
}

const told = (frame: Frame | undefined): string | undefined =>
  frame && `${frame.isCommand ? 'command' : 'message'} ${text(frame.body)}`;

describe('frames in boxes', () => {
  test('tell messages from commands, and leave out what comes in parts', () => {
    const { framing, boxed } = ends();
    const heard = [
      boxed(1, 0, 'one'),
      boxed(2, 1, 'part'),
      boxed(3, 2, 'PING'),
      boxed(4, 1, 'part'),
      boxed(5, 0, 'last part'),
      boxed(9, 0, 'two'),
    ].map((frame) => told(framing.open(frame)));
    expect(heard).toEqual(['message one', undefined, 'command PING', undefined, undefined, 'message two']);
  });

  test('are opened once, and none that is older than one that was', () => {
    const { framing, boxed } = ends();
    const [first, second, third] = [boxed(1, 0, 'one'), boxed(2, 0, 'two'), boxed(3, 0, 'three')];
    framing.open(first);
    framing.open(third);
    for (const old of [first, second, third]) expect(() => framing.open(old)).toThrow('came a second time');
  });

  test.each([
    ['whose box was changed', (body: Buffer) => body.fill((body[40] as number) ^ 1, 40, 41)],
    ['whose number was changed', (body: Buffer) => body.fill(9, 15, 16)],
    ['that is cut short', (body: Buffer) => body.subarray(0, -1)],
    ['that is no more than a name', (body: Buffer) => body.subarray(0, 8)],
    ['that is empty', (body: Buffer) => body.subarray(0, 0)],
    ['that is not encrypted', () => Buffer.from('x'.repeat(100))],
  ])('do not open where one comes %s', (_what, change) => {
    const { framing, boxed } = ends();
    const { isCommand, body } = boxed(1, 0, 'something to say, and not too short');
    expect(() => framing.open({ isCommand, body: change(body) })).toThrow(ZmtpFault);
  });

  test('are never sent with the same number', () => {
    const { framing } = ends();
    const sent = Array.from({ length: 100 }, (_, i) =>
      Buffer.concat(i % 2 ? framing.command(bytes('PING')) : framing.message(bytes('hello'))),
    );
    const numbers = sent.map((frame) => frame.readBigUInt64BE(2 + 8));
    expect(numbers).toEqual(numbers.map((_, i) => BigInt(i + 1)));
  });
});

describe('a link of our own client over CURVE', () => {
  const broker = generateKeys();
  const curve: ClientKeys = { ...generateKeys(), serverKey: broker.publicKey };

  /** A link through somebody on the way, who may change what the broker sends. */
  async function tapped(change: (piece: Buffer) => Buffer) {
    const host = new Host();
    const listener = await new ZeromqTransport().listen('tcp://127.0.0.1:*', host.onLink, {
      curve: { ...broker, allows: () => true },
    });
    const tap = { isOpen: false, seen: Buffer.alloc(0) };
    const proxy = createServer((client: Socket) => {
      const onward = connect(Number(listener.address.split(':').pop()), '127.0.0.1');
      client.on('data', (piece) => {
        tap.seen = Buffer.concat([tap.seen, piece]);
        onward.write(piece);
      });
      onward.on('data', (piece) => client.write(tap.isOpen ? change(piece) : piece));
      client.on('error', () => {}).on('close', () => onward.destroy());
      onward.on('error', () => {}).on('close', () => client.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(async () => {
      proxy.close();
      await listener.close();
    });
    const heard = new Recorder();
    const address = `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const link = await new ZmtpTransport().connect(address, heard, CONNECT_MS, { curve });
    link.send(bytes('my secret'.repeat(10)));
    const server = await host.peer();
    expect(await server.heard.texts(1)).toEqual(['my secret'.repeat(10)]);
    tap.isOpen = true;
    return { heard, server, tap };
  }

  test('shows nobody on the way what is said, nor who says it', async () => {
    const { tap } = await tapped((piece) => piece);
    expect(tap.seen.includes('secret')).toBe(false);
    expect(tap.seen.includes('DEALER')).toBe(false);
  });

  test('goes down where somebody on the way changes a byte', async () => {
    const { heard, server } = await tapped((piece) => piece.fill((piece.at(-1) as number) ^ 1, piece.length - 1));
    server.link.send(bytes('the truth'));
    expect(await heard.down()).toContain('an encrypted box does not open');
    expect(heard.frames).toEqual([]);
  });

  test('goes down where somebody on the way sends something a second time', async () => {
    const { heard, server } = await tapped((piece) => Buffer.concat([piece, piece]));
    server.link.send(bytes('once'));
    expect(await heard.down()).toContain('came a second time');
    expect(heard.frames.map(text)).toEqual(['once']);
  });
});
