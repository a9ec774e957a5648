import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The greeting of ZMTP 3.1 as a broker sends it, with another mechanism if one is named. */
export function greetingOf(mechanism = 'NULL'): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]);
  bytes.write(mechanism, 12);
  return bytes;
}

/** A frame with these flags, in the short form. */
export function frame(flags: number, body: string | Uint8Array): Buffer {
  const content = Buffer.from(body);
  return Buffer.concat([Buffer.from([flags, content.length]), content]);
}

export const message = (body: string): Buffer => frame(0, body);
export const part = (body: string): Buffer => frame(1, body);
export const command = (name: string, rest: string | Uint8Array = ''): Buffer =>
  frame(4, Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(rest)]));

/** The header of a long frame, with whatever length. */
export function longHeader(flags: number, length: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = flags | 2;
  bytes.writeBigUInt64BE(length, 1);
  return bytes;
}

export const readyOf = (type: string): Buffer =>
  command(
    'READY',
    Buffer.concat([Buffer.from('\x0bSocket-Type\0\0\0'), Buffer.from([type.length]), Buffer.from(type)]),
  );

/** All that a broker says before the first frame. */
export const handshake = Buffer.concat([greetingOf(), readyOf('ROUTER')]);

/** One connection to a server that says whatever a test wants. */
export class RawPeer {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      this.#received = Buffer.concat([this.#received, piece]);
      this.#wake();
    });
  }

  /** Resolves when the client has sent this. */
  async receives(wanted: Buffer): Promise<void> {
    while (!this.#received.includes(wanted)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What has come so far is not looked at again. */
  forget(): void {
    this.#received = Buffer.alloc(0);
  }
}

export interface RawServer {
  readonly address: string;
  /** The next connection. */
  readonly peer: Promise<RawPeer>;
}

/** A server that sends `opening` to whoever connects. At a socket file where there is a path, else over TCP. */
export async function rawServer(opening: Uint8Array | string = '', path?: string): Promise<RawServer> {
  const sockets: Socket[] = [];
  let settle: (peer: RawPeer) => void = () => {};
  const peer = new Promise<RawPeer>((resolve) => {
    settle = resolve;
  });
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    settle(new RawPeer(socket));
    socket.write(opening);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(path === undefined ? server.listen(0, '127.0.0.1') : server.listen(path), 'listening');
  const address = path === undefined ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `ipc://${path}`;
  return { address, peer };
}
