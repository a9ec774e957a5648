import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Manager } from 'holdall';
import { residentBytes, socketDirectory } from '../processes.js';

const DAEMON = fileURLToPath(new URL('../../../dist/src/daemon/main.js', import.meta.url));
const AUTHKEY = 'the authkey of the benchmark';

/** `holdall serve` in a process of its own, whose memory can be looked at, and which other processes can join. */
export interface BrokerProcess {
  readonly address: string;
  /** What programs that connect to it have in their environment. */
  readonly env: NodeJS.ProcessEnv;
  /** A new session. */
  connect(): Promise<Manager>;
  /** Its resident memory. */
  bytes(): number;
  stop(): Promise<void>;
}

export async function startBroker(): Promise<BrokerProcess> {
  const { Manager } = await import('holdall');
  const { path, remove } = await socketDirectory();
  const address = `ipc://${path}`;
  const env = { HOLDALL_AUTHKEY: AUTHKEY };
  const child = spawn(process.execPath, [DAEMON, 'serve', '--listen', address], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    address,
    env,
    connect: () => Manager.connect(address, { authkey: AUTHKEY }),
    bytes: () => residentBytes(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await remove();
    },
  };
}
