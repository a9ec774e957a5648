import type { AnyCommand } from '../cli/command.js';
import type { ProgramDescription } from '../cli/program.js';
import { packageVersion } from '../version.js';
import { completionOf } from './completion.js';
import { keygen } from './keygen.js';
import { ping } from './ping.js';
import { serve } from './serve.js';
import { top } from './top.js';

/** All commands, in the order of help: one file and one line here each. */
const commands: readonly AnyCommand[] = [serve, ping, top, keygen, completionOf(() => commands)];

export const description: ProgramDescription = {
  summary: 'Shared queues, dicts, locks and more for processes, in a broker behind a ZeroMQ socket.',
  version: packageVersion,
  commands,
};
