#!/usr/bin/env node
/** `holdall`: from the command line to a command. */
import { Command, InvalidArgumentError } from 'commander';
import { HoldallError } from '../../protocol/errors.js';
import { packageVersion } from '../version.js';
import { AUTHKEY_VARIABLE } from './authkey.js';
import { pingCommand, realWorld, serveCommand } from './commands.js';

/** What went wrong is the user's to know, not a stack. */
const EXIT_FAILED = 1;
/** The command line itself is wrong. */
const EXIT_USAGE = 2;

const AUTHKEY_HELP = `read the authkey from this file (mode 600); default: the environment variable ${AUTHKEY_VARIABLE}`;

function program(): Command {
  const holdall = new Command('holdall')
    .description('Shared queues, dicts, locks and more for processes, in a broker behind a ZeroMQ socket.')
    .version(packageVersion())
    // Commands take both over from here.
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'holdall: ')) })
    .exitOverride();
  holdall
    .command('serve')
    .description('run a broker in the foreground until Ctrl-C or SIGTERM')
    .requiredOption('-l, --listen <address...>', 'listen at ipc:///path or tcp://127.0.0.1:port; repeatable')
    .option('-k, --authkey-file <file>', AUTHKEY_HELP)
    .option('--types <module...>', 'a module that exports shared types of your own (defineType); repeatable')
    .option(
      '--grace <ms>',
      'how long clients over tcp may be without their connection; default: 10000',
      wholeMilliseconds,
    )
    .option('--no-busy-poll', 'never keep the event loop awake for a request that is near')
    .action((options) => serveCommand(options, realWorld));
  holdall
    .command('ping <address>')
    .description('ask the broker at an address whether it serves')
    .option('-k, --authkey-file <file>', AUTHKEY_HELP)
    .option('-t, --timeout <ms>', 'give up after so many milliseconds', milliseconds, 5_000)
    .action((address, options) => pingCommand(address, options, realWorld));
  return holdall;
}

function milliseconds(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number of milliseconds above 0.');
}

/** How many there may be is for `serve` to say. */
function wholeMilliseconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of milliseconds, 0 or more.');
}

async function main(): Promise<number> {
  try {
    await program().parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof HoldallError) {
      process.stderr.write(`holdall: ${error.message}\n`);
      return EXIT_FAILED;
    }
    if (error instanceof Error && 'exitCode' in error) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    throw error;
  }
}

process.exitCode = await main();
