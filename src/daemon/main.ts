#!/usr/bin/env node
/** `holdall`: from the command line to a command. */
import { run } from './cli/run.js';
import { realWorld } from './cli/world.js';
import { description } from './commands/index.js';

// Who reads the first lines only, as `head` does, has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(description, process.argv.slice(2), realWorld);
