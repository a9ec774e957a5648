import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Absent } from '../harness/contest.js';

/** Releases the lock of whoever shows its token, as the documentation of Redis has it. */
export const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/** How long such a lock would last without its holder. */
export const LOCK_MS = 30_000;

/** A Redis of its own, on a unix socket, that keeps nothing on disk: what it does best. */
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
  const directory = await mkdtemp(join(tmpdir(), 'holdall-bench-'));
  const path = join(directory, 'redis');
  const settings = ['--port', '0', '--unixsocket', path, '--dir', directory, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await accepting(server);
  } catch (error) {
    await remove();
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Absent('redis-server is not installed') : error;
  }
  return {
    path,
    bytes: () => 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' })),
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
  for await (const line of createInterface({ input: server.stdout })) {
    if (/ready to accept connections/i.test(line)) {
      server.stdout.resume();
      return;
    }
  }
  throw new Error('redis-server ended while it started');
}
