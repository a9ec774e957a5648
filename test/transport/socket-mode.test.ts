import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Listener } from '../../src/transport/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { Host } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const path = join(directory, 'broker.sock');
const host = new Host();
const listen = (socketMode?: number): Promise<Listener> =>
  new ZmtpTransport().listen(`ipc://${path}`, host.onLink, socketMode === undefined ? {} : { socketMode });

let listener: Listener | undefined;
afterEach(() => listener?.close());

const modeOf = (file: string): number => statSync(file).mode & 0o777;

test('a socket file is for its owner alone, whatever the umask', async () => {
  const before = process.umask(0);
  try {
    listener = await listen();
  } finally {
    process.umask(before);
  }
  expect(modeOf(path)).toBe(0o600);
});

test('a socket file has the mode that was asked for', async () => {
  listener = await listen(0o660);
  expect(modeOf(path)).toBe(0o660);
});

test('who comes in before the socket file has its name is sent away, and is told nothing', async () => {
  const listening = listen();
  let birthName: string | undefined;
  for (; birthName === undefined; birthName = readdirSync(directory).find((name) => /^\.[0-9a-f]+$/.test(name))) {
    await turn();
  }
  const early = connect(join(directory, birthName));
  let said = 0;
  early.on('data', (piece) => {
    said += piece.length;
  });
  await once(early, 'close');
  listener = await listening;
  expect([said, host.links.length, readdirSync(directory)]).toEqual([0, 0, ['broker.sock']]);
});
