import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A wire between clients and a broker that a test can cut. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cuts = 0;
  #turnedAway = 0;
  #isOpen = true;
  #isMute = false;

  private constructor(broker: string) {
    const port = Number(broker.slice(broker.lastIndexOf(':') + 1));
    this.#server = createServer((near) => {
      if (!this.#isOpen) {
        this.#turnedAway++;
        near.destroy();
        return;
      }
      if (this.#isMute) {
        this.#sockets.add(near);
        near.on('error', () => {}).on('close', () => this.#sockets.delete(near));
        near.resume();
        return;
      }
      const far = connect(port, '127.0.0.1');
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
  }

  /** Listens, and leads to a broker at `tcp://…`. */
  static async to(broker: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(broker);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often it was cut. */
  get cuts(): number {
    return this.#cuts;
  }

  /** How many connections were not let through. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** Breaks all connections, in the middle of whatever they carry. New ones are let through. */
  cut(): void {
    this.#cuts++;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Breaks all connections and lets none through until `mend`. */
  sever(): void {
    this.#isOpen = false;
    this.cut();
  }

  /** Lets nothing more pass, and tells nobody: connections stay, and new ones are taken and lead nowhere, until `mend`. */
  mute(): void {
    this.#isMute = true;
    for (const socket of this.#sockets) socket.unpipe().resume();
  }

  /** Lets new connections through. */
  mend(): void {
    this.#isOpen = true;
    this.#isMute = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
