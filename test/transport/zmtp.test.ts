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

/** One implementation listens, the other connects: what is local speaks to everybody who has libzmq. */
function mixed(host: Transport, guest: Transport): Transport {
  return {
    schemes: host.schemes,
    listen: (address, onLink) => host.listen(address, onLink),
    connect: (address, events, timeoutMs) => guest.connect(address, events, timeoutMs),
  };
}

const { ipc, tcp } = subjectsOver(directory);
const own = new ZmtpTransport();
const libzmq = new ZeromqTransport();
const withoutDraft = new ZeromqTransport({ draft: false });

transportSuite('zmtp over ipc', ipc(own));
transportSuite('zmtp over ipc, from libzmq', ipc(mixed(own, libzmq)));
transportSuite('zmtp over ipc, from libzmq without its draft options', ipc(mixed(own, withoutDraft)));
transportSuite('zmtp over tcp, to libzmq', tcp(mixed(libzmq, own)));
transportSuite('zmtp over tcp, to libzmq without its draft options', tcp(mixed(withoutDraft, own)));
