import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ConnectError } from '../../protocol/errors.js';
import { timerDelay } from '../objects/timers.js';
import { programs } from '../programs.js';
import { randomSecret } from '../wire/index.js';
import { type Orders, REPORT_DESCRIPTOR, type Report } from './broker-process.js';
import { inheritedExecArgv } from './exec-argv.js';
import type { Credentials } from './handshake.js';

/** A broker in a child process, which lives as long as its standard input is open: it cannot outlive this process. */
export interface PrivateBroker {
  readonly credentials: Credentials;
  /** Ends it and resolves when it is gone and has left nothing behind. */
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(programs.broker);

/** How long a broker that was asked to end may take, in milliseconds. Its clients are told, and files removed, in ten. */
const STOP_TIMEOUT_MS = 2_000;

/**
 * Starts a broker beside this process, with the types that the modules at these URLs define. Rejects with `ConnectError`
 * when it did not come up within `timeoutMs`, or could not load a module.
 */
export async function startPrivateBroker(
  { types, busyPoll }: Omit<Orders, 'authkey'>,
  timeoutMs: number,
): Promise<PrivateBroker> {
  const authkey = randomSecret();
  // Without modules of the program's, a broker has no use for what loads them.
  const execArgv = types.length > 0 ? inheritedExecArgv(process.execArgv) : [];
  const child = spawn(process.execPath, [...execArgv, PROGRAM], { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] });
  const orders: Orders = { authkey: Buffer.from(authkey).toString('hex'), types, busyPoll };
  // Writing to a broker that died at once fails with EPIPE; its exit tells more.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${JSON.stringify(orders)}\n`);
  const address = await addressOf(child, timeoutMs);
  letGo(child);
  clearUpAfter(child, dirname(address.slice('ipc://'.length)));
  return { credentials: { address, authkey, busyPoll }, stop: () => stop(child) };
}

/** The address that the broker reports when it is ready. */
async function addressOf(child: ChildProcess, timeoutMs: number): Promise<string> {
  const failure = new AbortController();
  const timer = setTimeout(() => failure.abort(`was not ready after ${timeoutMs} ms`), timerDelay(timeoutMs));
  child.once('error', (error) => failure.abort(`could not be started: ${error.message}`));
  child.once('exit', (code, signal) => failure.abort(`ended with ${signal ?? `code ${code}`} before it was ready`));
  const lines = createInterface({ input: reportsOf(child) });
  let report: Report;
  try {
    const [line] = (await once(lines, 'line', { signal: failure.signal })) as [string];
    report = JSON.parse(line) as Report;
  } catch {
    end(child);
    throw new ConnectError(`the broker process ${failure.signal.reason as string}`);
  } finally {
    clearTimeout(timer);
    lines.close();
  }
  if ('address' in report) return report.address;
  end(child);
  const error = new ConnectError(`the broker process could not start: ${report.failure}`);
  if (report.stack !== undefined) error.remoteStack = report.stack;
  throw error;
}

function reportsOf(child: ChildProcess): Readable {
  return child.stdio[REPORT_DESCRIPTOR] as Readable;
}

/** The child and its pipes are no reason for this process to stay. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, reportsOf(child)]) (pipe as unknown as { unref(): void }).unref();
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
