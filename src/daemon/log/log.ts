import type { Logger } from 'pino';
import type { World } from '../cli/world.js';
import type { LogFormat, LogLevel } from '../config/config-file.js';
import { safeJson } from '../output/text.js';
import { prettyLine } from './pretty.js';

/** What waits to be written when nobody reads: then the oldest stays, and what comes is dropped. The broker never waits. */
const UNWRITTEN_BYTES = 1024 * 1024;

/** How long a daemon that ends waits for who reads its log. */
const LAST_WAIT_MS = 1_000;

/** Where the daemon tells what happens: lines of JSON, or for people, on standard error. */
export interface Log {
  readonly to: Logger;
  /** Resolves with whether all is written, after a second at the latest. What is not then would keep the process alive. */
  close(): Promise<boolean>;
}

export async function openLog(level: LogLevel, format: LogFormat, world: World): Promise<Log> {
  // Clients and private brokers do not load it.
  const { default: pino } = await import('pino');
  const isColoured = world.areErrorsAtTerminal && !world.env['NO_COLOR'];
  const write = (line: string) => {
    if (process.stderr.writableLength < UNWRITTEN_BYTES) process.stderr.write(line);
  };
  const stream = { write: (line: string) => write(format === 'json' ? safeJson(line) : prettyLine(line, isColoured)) };
  const options = {
    level,
    base: { pid: world.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return {
    to: pino(options, stream),
    close: () => allWritten(),
  };
}

/**
 * Node's own stream and no other: it neither waits for a pipe that nobody empties nor tries for ever on a disk that is full,
 * and it lets the process end.
 */
function allWritten(): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LAST_WAIT_MS, false);
    process.stderr.write('', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
