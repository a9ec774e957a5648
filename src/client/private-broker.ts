import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ConnectError } from '../../protocol/errors.js';
import { timerDelay } from '../objects/timers.js';
import { randomSecret } from '../wire/index.js';
import type { Credentials } from './handshake.js';

/** A broker in a child process, which lives as long as its standard input is open: it cannot outlive this process. */
export interface PrivateBroker {
  readonly credentials: Credentials;
  /** Ends it and resolves when it is gone and has left nothing behind. */
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../daemon/private.js', import.meta.url));

/** How long a broker that was asked to end may take, in milliseconds. Its clients are told, and files removed, in ten. */
const STOP_TIMEOUT_MS = 2_000;

/** Starts a broker beside this process. Rejects with `ConnectError` when it did not come up within `timeoutMs`. */
export async function startPrivateBroker(timeoutMs: number): Promise<PrivateBroker> {
  const authkey = randomSecret();
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  // Writing to a broker that died at once fails with EPIPE; its exit tells more.
  child.stdin.on('error', () => {});
  child.stdin.write(`${Buffer.from(authkey).toString('hex')}\n`);
  const address = await addressOf(child, timeoutMs);
  letGo(child);
  clearUpAfter(child, dirname(address.slice('ipc://'.length)));
  return { credentials: { address, authkey }, stop: () => stop(child) };
}

/** The line that the broker prints when it is ready: its address. */
async function addressOf(child: ChildProcess, timeoutMs: number): Promise<string> {
  const failure = new AbortController();
  const timer = setTimeout(() => failure.abort(`was not ready after ${timeoutMs} ms`), timerDelay(timeoutMs));
  child.once('error', (error) => failure.abort(`could not be started: ${error.message}`));
  child.once('exit', (code, signal) => failure.abort(`ended with ${signal ?? `code ${code}`} before it was ready`));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  try {
    const [line] = (await once(lines, 'line', { signal: failure.signal })) as [string];
    return line;
  } catch {
    end(child);
    throw new ConnectError(`the broker process ${failure.signal.reason as string}`);
  } finally {
    clearTimeout(timer);
    lines.close();
  }
}

/** The child and its pipes are no reason for this process to stay. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = once(child, 'exit');
  end(child);
  await gone;
}

/** Asks it to end, which it does in order and leaves nothing behind; one that is stopped or hangs is killed. */
function end(child: ChildProcess): void {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.once('exit', () => clearTimeout(timer));
}

/** Directories of brokers that have not ended, as far as this process has heard. */
const directories = new Set<string>();
const removeDirectories = () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
};

/**
 * Removes the directory of a broker that was killed and could not do it. This process may hear of the lost connection
 * first, and end by the calls that fail with it: so its own end is another occasion.
 */
function clearUpAfter(child: ChildProcess, directory: string): void {
  if (directories.size === 0) process.on('exit', removeDirectories);
  directories.add(directory);
  child.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
    directories.delete(directory);
    if (directories.size === 0) process.off('exit', removeDirectories);
  });
}
