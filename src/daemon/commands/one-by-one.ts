import { HoldallError } from '../../../protocol/errors.js';
import type { ExitCode } from '../cli/exit-codes.js';
import { exitCodeOf } from '../cli/exit-codes.js';
import type { World } from '../cli/world.js';
import { harmless, jsonOf } from '../output/text.js';

/**
 * Does something to each of several things, also to those behind one that fails, and tells what became of each: as JSON an
 * array with a result or an `error` for each. Resolves with the exit code of the first failure.
 */
export async function oneByOne<Thing, Result>(
  things: readonly Thing[],
  { json = false }: { readonly json?: boolean | undefined },
  world: World,
  { run, line }: { run(thing: Thing): Promise<Result>; line(result: Result): string },
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const results: unknown[] = [];
  for (const thing of things) {
    try {
      const result = await run(thing);
      results.push(result);
      if (!json) world.print(line(result));
    } catch (error) {
      if (!(error instanceof HoldallError)) throw error;
      code ||= exitCodeOf(error);
      results.push({ given: thing, error: { code: error.code, message: error.message } });
      if (!json) world.warn(`holdall: ${harmless(error.message)}`);
    }
  }
  if (json) world.print(jsonOf(results));
  return code;
}
