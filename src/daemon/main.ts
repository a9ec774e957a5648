#!/usr/bin/env node
/** `holdall`: from the command line to a command. */
import { run } from './cli/run.js';
import { realWorld } from './cli/world.js';
import { description } from './commands/index.js';

process.exitCode = await run(description, process.argv.slice(2), realWorld);
