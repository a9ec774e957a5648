import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ConnectError } from '../../../protocol/errors.js';
import { type MetricsAddress, written } from './metrics-address.js';

/** What a scrape or a look at the health may take of time and room: it is a line or two, from a program near by. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  // How often the two before are looked at.
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 8_192,
};
const MOST_CONNECTIONS = 64;

/** Before the broker listens, while it serves, and while it lets nobody in any more. */
export type Readiness = 'starting' | 'ready' | 'draining';

interface Page {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

/** `/metrics`, `/healthz` and `/readyz` over HTTP. Whoever reaches the address may read them. */
export class MetricsServer {
  readonly #metrics: () => string;
  readonly #server: Server;
  /** The oldest first. */
  readonly #connections = new Set<Socket>();
  readiness: Readiness = 'starting';

  private constructor(metrics: () => string) {
    this.#metrics = metrics;
    this.#server = createServer(LIMITS, (request, response) => this.#answer(request, response));
    this.#server.on('connection', (socket) => this.#makeRoom(socket));
  }

  /** `metrics` gives the text of the page. Rejects with `ConnectError` when the address is taken or not of this machine. */
  static async listen(address: MetricsAddress, metrics: () => string): Promise<MetricsServer> {
    const server = new MetricsServer(metrics);
    await server.#listen(address);
    return server;
  }

  /** With the port that the system chose, if it did. */
  get url(): string {
    const { address: host, port } = this.#server.address() as AddressInfo;
    return `http://${written({ host, port })}/metrics`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** One more ends the oldest: were the newest refused, a few that say nothing would keep out who looks at the health. */
  #makeRoom(newest: Socket): void {
    this.#connections.add(newest);
    newest.once('close', () => this.#connections.delete(newest));
    if (this.#connections.size <= MOST_CONNECTIONS) return;
    const [oldest] = this.#connections;
    oldest?.destroy();
  }

  #listen(address: MetricsAddress): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => {
        reject(new ConnectError(`metrics cannot be served at ${written(address)}: ${reasonOf(cause)}`, { cause }));
      });
      this.#server.listen(address, resolve);
    });
  }

  #answer({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
    const { status, text, type = 'text/plain; charset=utf-8' } = this.#page(method ?? '', pathOf(url));
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(status === 405 && { allow: 'GET, HEAD' }),
    });
    response.end(method === 'HEAD' ? undefined : text);
  }

  #page(method: string, path: string): Page {
    const page = this.#pages[path];
    if (!page) return { status: 404, text: 'there are /metrics, /healthz and /readyz\n' };
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'only GET and HEAD\n' };
    try {
      return page();
    } catch (error) {
      // A fault in what is told of the broker must not end it.
      return { status: 500, text: `a fault in the broker: ${error}\n` };
    }
  }

  readonly #pages: Readonly<Record<string, () => Page>> = Object.assign(Object.create(null), {
    '/metrics': () => ({ status: 200, text: this.#metrics(), type: 'text/plain; version=0.0.4; charset=utf-8' }),
    // That it answers is the answer.
    '/healthz': () => ({ status: 200, text: 'ok\n' }),
    '/readyz': () => ({ status: this.readiness === 'ready' ? 200 : 503, text: `${this.readiness}\n` }),
  });
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] as string;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'the port is in use';
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'the address is not one of this machine';
  if (code === 'EACCES') return 'only root may use that port';
  return message;
}
