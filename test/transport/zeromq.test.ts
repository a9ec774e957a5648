import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ZeromqTransport } from '../../src/transport/zeromq/transport.js';
import { subjectsOver } from './subjects.js';
import { transportSuite } from './suite.js';

const directory = mkdtempSync(join(tmpdir(), 'holdall-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { ipc, tcp } = subjectsOver(directory);

transportSuite('zeromq over ipc', ipc(new ZeromqTransport()));
transportSuite('zeromq over tcp', tcp(new ZeromqTransport()));
transportSuite('zeromq over ipc, without the draft options of libzmq', ipc(new ZeromqTransport({ draft: false })));
