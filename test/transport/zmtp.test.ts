import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Transport } from '../../src/transport/transport.js';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { subjectsOver } from './subjects.js';
import { transportSuite } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The links of threads, to a broker as it is: libzmq listens, our own client connects. */
function mixed(libzmq: ZeromqTransport): Transport {
  const own = new ZmtpTransport();
  return {
    schemes: own.schemes,
    listen: (address, onLink) => libzmq.listen(address, onLink),
    connect: (address, events, timeoutMs) => own.connect(address, events, timeoutMs),
  };
}

const { ipc, tcp } = subjectsOver(directory);

transportSuite('zmtp over ipc', ipc(mixed(new ZeromqTransport())));
transportSuite('zmtp over tcp', tcp(mixed(new ZeromqTransport())));
transportSuite(
  'zmtp over ipc, without the draft options of libzmq at the broker',
  ipc(mixed(new ZeromqTransport({ draft: false }))),
);
