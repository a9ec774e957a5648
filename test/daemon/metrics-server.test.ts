import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isOfThisMachine, metricsAddress } from '../../src/daemon/metrics/metrics-address.js';
import { MetricsServer } from '../../src/daemon/metrics/metrics-server.js';

let metrics: () => string;
let server: MetricsServer;
beforeEach(async () => {
  metrics = () => 'a_metric 1\n';
  server = await MetricsServer.listen({ host: '127.0.0.1', port: 0 }, () => metrics());
});
afterEach(() => server.close());

function ask(path: string, method = 'GET'): Promise<Response> {
  return fetch(new URL(path, server.url), { method });
}

describe('the address of metrics', () => {
  test('gives the page in the type that Prometheus asks for', async () => {
    const response = await ask('/metrics');
    expect([response.status, await response.text()]).toEqual([200, 'a_metric 1\n']);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('says that the broker is alive, always, and that it is ready only while it is', async () => {
    const states: unknown[] = [];
    for (const readiness of ['starting', 'ready', 'draining'] as const) {
      server.readiness = readiness;
      states.push([(await ask('/healthz')).status, (await ask('/readyz')).status]);
    }
    expect(states).toEqual([
      [200, 503],
      [200, 200],
      [200, 503],
    ]);
  });

  test('answers HEAD without a body, refuses other methods, and says what there is elsewhere', async () => {
    const head = await ask('/metrics', 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '11', '']);
    const post = await ask('/metrics', 'POST');
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const elsewhere = await ask('/__proto__');
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, expect.stringContaining('/metrics')]);
  });

  test('a query is no other page', async () => {
    expect((await ask('/metrics?name[]=up')).status).toBe(200);
  });

  test('a fault in what is told costs the one who asks, and nobody else', async () => {
    metrics = () => {
      throw new Error('as asked');
    };
    expect((await ask('/metrics')).status).toBe(500);
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('an address that is taken is refused in a sentence', async () => {
    const { port } = new URL(server.url);
    await expect(MetricsServer.listen({ host: '127.0.0.1', port: Number(port) }, metrics)).rejects.toMatchObject({
      code: 'CONNECT',
      message: `metrics cannot be served at 127.0.0.1:${port}: the port is in use`,
    });
  });

  test('garbage and a header without end get an error, and the others their page', async () => {
    const { port } = new URL(server.url);
    for (const garbage of ['\u0000\u0001\u0002\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'y'.repeat(10_000)}`]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(garbage);
      const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      socket.destroy();
    }
    expect((await ask('/metrics')).status).toBe(200);
  });

  test('is reached also where others hold as many connections as there may be, which costs them the oldest', async () => {
    const { port } = new URL(server.url);
    const silent: Socket[] = [];
    const ended: Socket[] = [];
    for (let count = 0; count < 64; count++) {
      const socket = connect(Number(port), '127.0.0.1').resume();
      socket.once('close', () => ended.push(socket));
      silent.push(socket);
      await once(socket, 'connect');
    }
    expect((await ask('/healthz')).status).toBe(200);
    expect(ended).toEqual(silent.slice(0, 1));
    for (const socket of silent) socket.destroy();
  });

  test('closing ends also connections that say nothing', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await ask('/healthz');
    await server.close();
    await ended;
    server = await MetricsServer.listen({ host: '127.0.0.1', port: 0 }, metrics);
  });
});

describe('an address for metrics', () => {
  test.for([
    ['127.0.0.1:9470', '127.0.0.1', 9_470, true],
    ['9470', '127.0.0.1', 9_470, true],
    ['[::1]:0', '::1', 0, true],
    ['localhost:80', 'localhost', 80, true],
    ['0.0.0.0:9470', '0.0.0.0', 9_470, false],
    ['[::]:9470', '::', 9_470, false],
    ['metrics.example:9470', 'metrics.example', 9_470, false],
  ] as const)('%s is host %s and port %d', ([text, host, port, isHere]) => {
    const address = metricsAddress(text);
    expect([address, isOfThisMachine(address)]).toEqual([{ host, port }, isHere]);
  });

  test.for(['', '127.0.0.1', '127.0.0.1:', '127.0.0.1:99999', '::1:9470', 'a b:1', '[x]:1', 'http://127.0.0.1:9470'])(
    '%j is none',
    (text) => {
      expect(() => metricsAddress(text)).toThrow('127.0.0.1:9470');
    },
  );
});
