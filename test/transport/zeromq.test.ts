import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { type Subject, transportSuite } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let names = 0;

function ipc(transport: ZeromqTransport): Subject {
  return {
    transport,
    freeAddress: () => `ipc://${directory}/${names++}.sock`,
    deadAddress: () => `ipc://${directory}/nobody.sock`,
    malformed: ['ipc://', 'ipc://relative.sock', 'ipc://*', `ipc://${directory}/`, `ipc:///${'long/'.repeat(30)}sock`],
    breakable: false,
  };
}

function tcp(transport: ZeromqTransport): Subject {
  return {
    transport,
    freeAddress: () => 'tcp://127.0.0.1:*',
    // Port 1 needs rights that nobody here has.
    deadAddress: () => 'tcp://127.0.0.1:1',
    malformed: [
      'tcp://',
      'tcp://127.0.0.1',
      'tcp://127.0.0.1:',
      'tcp://127.0.0.1:70000',
      'tcp://[::g]:1',
      'tcp://a b:1',
    ],
    breakable: true,
  };
}

transportSuite('zeromq over ipc', ipc(new ZeromqTransport()));
transportSuite('zeromq over tcp', tcp(new ZeromqTransport()));
transportSuite('zeromq over ipc, without the draft options of libzmq', ipc(new ZeromqTransport({ draft: false })));
