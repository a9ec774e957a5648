import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Absent } from '../../harness/contest.js';
import { residentBytes, socketDirectory } from '../processes.js';

/** Releases the lock of whoever shows its token, as the documentation of Redis has it. */
export const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/** How long such a lock would last without its holder. */
export const LOCK_MS = 30_000;

/** A Redis of its own, on a unix socket, that keeps nothing on disk: so it is fastest. */
export interface RedisServer {
  /** Of its unix socket. */
  readonly path: string;
  /** Its resident memory. */
  bytes(): number;
  stop(): Promise<void>;
}

type Server = ChildProcessByStdio<null, Readable, null>;

/** Rejects with `Absent` where it is not installed. */
export async function startRedis(): Promise<RedisServer> {
  const { directory, path, remove } = await socketDirectory();
  const settings = ['--port', '0', '--unixsocket', path, '--dir', directory, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await accepting(server);
  } catch (error) {
    await remove();
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Absent('redis-server is not installed') : error;
  }
  return {
    path,
    bytes: () => residentBytes(server.pid),
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await remove();
    },
  };
}

/** It says so, as the last of what it says while it starts. */
async function accepting(server: Server): Promise<void> {
  await once(server, 'spawn');
  const lines = createInterface({ input: server.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => /ready to accept connections/i.test(line) && resolve());
    server.once('exit', () => reject(new Error('redis-server ended while it started')));
  });
}
