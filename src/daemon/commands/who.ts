import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { whoLines } from '../output/people.js';
import { report } from '../output/report.js';
import { limitOption } from './limit.js';

export const who = command({
  name: 'who',
  arguments: [{ name: 'name', summary: 'the name of an object' }],
  summary: 'tell who holds an object, who waits for it, and since when',
  options: { ...connectionOptions, ...jsonOption, ...limitOption },
  environment: connectionEnvironment,
  examples: [{ line: 'holdall who migration', what: 'who has the lock of this name' }],
  exitCodes: [1, 3, 4],
  async run([name = ''], options, world) {
    const { timeout, limit } = options;
    await using manager = await connect(options, world);
    const found = await manager.who(name, { timeout, limit });
    report(world, options, found, () => whoLines(world, found));
    return 0;
  },
});
