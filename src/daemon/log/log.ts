import type { Logger } from 'pino';
import type { World } from '../cli/world.js';
import type { LogFormat, LogLevel } from '../config/config-file.js';
import { prettyLine } from './pretty.js';

/** What waits to be written when nobody reads: then the oldest stays, and what comes is dropped. The broker never waits. */
const UNWRITTEN_BYTES = 1024 * 1024;

/** Where the daemon tells what happens: lines of JSON, or for people, on standard error. */
export interface Log {
  readonly to: Logger;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

export async function openLog(level: LogLevel, format: LogFormat, world: World): Promise<Log> {
  // Clients and private brokers do not load it.
  const { default: pino } = await import('pino');
  const errors = pino.destination({ fd: 2, sync: false, maxLength: UNWRITTEN_BYTES });
  // Who read it is gone; that is no reason to stop.
  errors.on('error', () => {});
  const isColoured = world.areErrorsAtTerminal && !world.env['NO_COLOR'];
  const stream = format === 'json' ? errors : { write: (line: string) => errors.write(prettyLine(line, isColoured)) };
  const options = {
    level,
    base: { pid: world.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return {
    to: pino(options, stream),
    close: () => new Promise((resolve) => errors.flush(() => resolve())),
  };
}
