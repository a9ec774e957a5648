import { packageVersion } from '../../version.js';
import type { AnyCommand } from '../cli/command.js';
import type { ProgramDescription } from '../cli/program.js';
import { clients } from './clients.js';
import { completionOf } from './completion.js';
import { drop } from './drop.js';
import { keygen } from './keygen.js';
import { kick } from './kick.js';
import { ls } from './ls.js';
import { ping } from './ping.js';
import { serve } from './serve.js';
import { show } from './show.js';
import { status } from './status.js';
import { top } from './top.js';
import { who } from './who.js';

/** All commands, in the order of help: one file and one line here each. */
const commands: readonly AnyCommand[] = [
  serve,
  ping,
  status,
  top,
  ls,
  show,
  who,
  clients,
  drop,
  kick,
  keygen,
  completionOf(() => commands),
];

export const description: ProgramDescription = {
  summary: 'Shared queues, dicts, locks and more for processes, in a broker behind a ZeroMQ socket.',
  version: packageVersion,
  commands,
};
