import { CommanderError } from 'commander';
import { HoldallError } from '../../../protocol/errors.js';
import { harmless } from '../output/text.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { type ProgramDescription, programOf } from './program.js';
import type { World } from './world.js';

/** Runs what a command line says, tells the user what went wrong if something did, and resolves with the exit code. */
export async function run(description: ProgramDescription, argv: readonly string[], world: World): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = programOf(description, world, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // What went wrong is the user's to know, not a stack. Anything else is a fault of ours.
    if (!(error instanceof HoldallError)) throw error;
    for (const line of error.message.split('\n')) world.warn(`holdall: ${harmless(line)}`);
    return exitCodeOf(error);
  }
}
