import type { ProgramDescription } from '../cli/program.js';
import { packageVersion } from '../version.js';
import { ping } from './ping.js';
import { serve } from './serve.js';

/** All commands, in the order of help: one file and one line here each. */
export const description: ProgramDescription = {
  summary: 'Shared queues, dicts, locks and more for processes, in a broker behind a ZeroMQ socket.',
  version: packageVersion,
  commands: [serve, ping],
};
