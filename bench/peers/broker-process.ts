import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manager } from 'holdall';

const DAEMON = fileURLToPath(new URL('../../dist/src/daemon/main.js', import.meta.url));
const AUTHKEY = 'the authkey of the benchmark';

/** `holdall serve` in a process of its own, whose memory can be looked at. */
export interface BrokerProcess {
  /** A new session. */
  connect(): Promise<Manager>;
  /** Its resident memory. */
  bytes(): number;
  stop(): Promise<void>;
}

export async function startBroker(): Promise<BrokerProcess> {
  const { Manager } = await import('holdall');
  const directory = await mkdtemp(join(tmpdir(), 'holdall-bench-'));
  const address = `ipc://${join(directory, 'broker')}`;
  const child = spawn(process.execPath, [DAEMON, 'serve', '--listen', address], {
    env: { ...process.env, HOLDALL_AUTHKEY: AUTHKEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    connect: () => Manager.connect(address, { authkey: AUTHKEY }),
    bytes: () => 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
