import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BusyPolling } from '../../src/busy-poll.js';
import type { ClientLink, Link, Listener } from '../../src/transport/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { bytes, Recorder } from './recorder.js';

/** What a loop was told, of all its sockets. */
class Told implements BusyPolling {
  readonly events: string[] = [];

  expect(): void {
    this.events.push('expects');
  }

  arrived(): void {
    this.events.push('has arrived');
  }

  /** Since it was asked last. */
  take(): string[] {
    return this.events.splice(0);
  }
}

let directory: string;
let listener: Listener;
let server: Link;
let guest: ClientLink;
const atGuest = new Told();
const atServer = new Told();
let heardByServer: Recorder;
let heardByGuest: Recorder;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdall-'));
  heardByServer = new Recorder();
  heardByGuest = new Recorder();
  const onLink = (link: Link) => {
    server = link;
    return heardByServer;
  };
  listener = await new ZmtpTransport(atServer).listen(`ipc://${directory}/polling.sock`, onLink);
  guest = await new ZmtpTransport(atGuest).connect(listener.address, heardByGuest, 5_000);
  guest.send(bytes('first'));
  await heardByServer.texts(1);
  server.send(bytes('first answer'));
  await heardByGuest.texts(1);
  atGuest.take();
  atServer.take();
});

afterEach(async () => {
  guest.close();
  await listener.close();
  rmSync(directory, { recursive: true });
});

describe('an event loop', () => {
  test('is told that something is expected when it has left, and when something arrives', async () => {
    guest.send(bytes('question'));
    expect(atGuest.take()).toEqual([]);
    await heardByServer.texts(2);
    expect(atGuest.take()).toEqual(['expects']);
    server.send(bytes('answer'));
    await heardByGuest.texts(2);
    expect(atServer.take()).toEqual(['has arrived', 'expects']);
    expect(atGuest.take()).toEqual(['has arrived']);
  });

  test('is told once of all that leaves in one turn', async () => {
    for (const part of ['a', 'b', 'c']) guest.send(bytes(part));
    await heardByServer.texts(4);
    expect(atGuest.take()).toEqual(['expects']);
  });

  test('expects nothing of a link that nobody waits for', async () => {
    guest.unref();
    guest.send(bytes('news'));
    await heardByServer.texts(2);
    expect(atGuest.take()).toEqual([]);
    guest.ref();
    guest.send(bytes('question'));
    await heardByServer.texts(3);
    expect(atGuest.take()).toEqual(['expects']);
  });
});
