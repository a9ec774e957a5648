import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { AuthenticationError, ConnectError } from '../../protocol/errors.js';
import { type ClientKeys, generateKeys } from '../../src/keys/keys.js';
import type { Listener, RefusedPeer, Transport } from '../../src/transport/transport.js';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { greetingOf, rawServer } from './raw-server.js';
import { bytes, Recorder } from './recorder.js';
import { CONNECT_MS, Host } from './suite.js';

const brokerKeys = generateKeys();
const keysOf = (serverKey = brokerKeys.publicKey): ClientKeys => ({ ...generateKeys(), serverKey });

const libzmq = new ZeromqTransport();
const clients: readonly [string, Transport][] = [
  ['libzmq', libzmq],
  ['our own client', new ZmtpTransport()],
];

const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

/** A listener that speaks CURVE, and what it tells of those it turned away. */
class Guarded {
  readonly allowed = new Set<string>();
  readonly refused: RefusedPeer[] = [];
  readonly host = new Host();
  #wake: () => void = () => {};
  address = '';

  static async open(address = 'tcp://127.0.0.1:*'): Promise<Guarded> {
    const guarded = new Guarded();
    const curve = { ...brokerKeys, allows: (key: string) => guarded.allowed.has(key) };
    const onRefused = (refused: RefusedPeer): void => {
      guarded.refused.push(refused);
      guarded.#wake();
    };
    const listener = await libzmq.listen(address, guarded.host.onLink, { curve, onRefused });
    listeners.push(listener);
    guarded.address = listener.address;
    return guarded;
  }

  /** What it tells next, or has told. */
  async refusal(): Promise<RefusedPeer> {
    while (this.refused.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.refused.shift() as RefusedPeer;
  }
}

async function errorOf(attempt: Promise<unknown>): Promise<Error> {
  return attempt.then(
    () => expect.unreachable('it was let in'),
    (error: Error) => error,
  );
}

describe.each(clients)('%s', (_name, transport) => {
  const attempt = (address: string, curve?: ClientKeys): Promise<Error> =>
    errorOf(transport.connect(address, new Recorder(), CONNECT_MS, curve && { curve }));

  test('with a key that the broker does not know is told so, and which key it is; the broker hears of it', async () => {
    const broker = await Guarded.open();
    const keys = keysOf();
    const error = await attempt(broker.address, keys);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toBe(
      `cannot connect to ${broker.address}: the broker does not know our key: the publicKey must be that of one of its ` +
        `principals (${keys.publicKey})`,
    );
    expect(await broker.refusal()).toEqual({
      address: broker.address,
      reason: 'its key is none of those that may come in',
      peer: '127.0.0.1',
      publicKey: keys.publicKey,
    });
    expect(broker.host.links).toEqual([]);
  });

  test("with another's key for the broker's is told so; the broker hears of it", async () => {
    const broker = await Guarded.open();
    const keys = keysOf(generateKeys().publicKey);
    broker.allowed.add(keys.publicKey);
    const error = await attempt(broker.address, keys);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain("the broker's key is another one than the serverKey given");
    expect(await broker.refusal()).toEqual({
      address: broker.address,
      reason: "its serverKey is not this broker's public key",
    });
  });

  test('without keys is told that the broker wants some; the broker hears of it', async () => {
    const broker = await Guarded.open();
    const error = await attempt(broker.address);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain('the broker there speaks CURVE, so it needs keys');
    expect(await broker.refusal()).toEqual({
      address: broker.address,
      reason: 'it does not speak CURVE: it was given no keys',
    });
    expect(broker.host.links).toEqual([]);
  });

  test('with keys for a broker that does not encrypt says nothing to it, and is told so', async () => {
    const host = new Host();
    const listener = await libzmq.listen('tcp://127.0.0.1:*', host.onLink);
    listeners.push(listener);
    const error = await attempt(listener.address, keysOf());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain('the broker there does not speak CURVE');
    expect(host.links).toEqual([]);
  });

  test('is let in as soon as its key is allowed, and no longer once it is not', async () => {
    const broker = await Guarded.open();
    const curve = keysOf();
    await attempt(broker.address, curve);
    broker.allowed.add(curve.publicKey);
    const link = await transport.connect(broker.address, new Recorder(), CONNECT_MS, { curve });
    broker.allowed.delete(curve.publicKey);
    expect((await attempt(broker.address, curve)).message).toContain('does not know our key');
    link.send(bytes('still here'));
    expect(await (await broker.host.peer()).heard.texts(1)).toEqual(['still here']);
    link.close();
  });

  test('is let in by the listener it asks, whatever another one of the process allows', async () => {
    const [mine, others] = [await Guarded.open(), await Guarded.open()];
    const curve = keysOf();
    mine.allowed.add(curve.publicKey);
    expect((await attempt(others.address, curve)).message).toContain('does not know our key');
    (await transport.connect(mine.address, new Recorder(), CONNECT_MS, { curve })).close();
    expect(mine.refused).toEqual([]);
    await listeners[1]?.close();
    (await transport.connect(mine.address, new Recorder(), CONNECT_MS, { curve })).close();
  });

  test('with keys, at what is no broker, is told nothing of keys', async () => {
    const { address } = await rawServer('HTTP/1.1 400 Bad Request\r\n\r\n');
    const error = await attempt(address, keysOf());
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.message).toContain('did not speak ZeroMQ');
  });

  test('gives up in time on a broker that never answers its HELLO', async () => {
    const { address } = await rawServer(greetingOf('CURVE'));
    const error = await errorOf(transport.connect(address, new Recorder(), 300, { curve: keysOf() }));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.message).toContain('within 300 ms');
  });
});

describe('a listener with CURVE', () => {
  test('says nothing of somebody who only looks whether it is there', async () => {
    const broker = await Guarded.open();
    const socket = connect(Number(broker.address.split(':').pop()), '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    await errorOf(libzmq.connect(broker.address, new Recorder(), CONNECT_MS));
    expect((await broker.refusal()).reason).toContain('no keys');
  });

  test('can have its address again, and its gate, after it was closed', async () => {
    const curve = keysOf();
    let address: string | undefined;
    for (let round = 0; round < 20; round++) {
      const broker: Guarded = await Guarded.open(address);
      address = broker.address;
      broker.allowed.add(curve.publicKey);
      (await libzmq.connect(address, new Recorder(), CONNECT_MS, { curve })).close();
      await listeners.pop()?.close();
    }
  });

  test('leaves nothing behind where its address is taken', async () => {
    const broker = await Guarded.open();
    const error = await errorOf(Guarded.open(broker.address));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.message).toContain('in use');
    const curve = keysOf();
    broker.allowed.add(curve.publicKey);
    (await libzmq.connect(broker.address, new Recorder(), CONNECT_MS, { curve })).close();
  });
});
