import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { clientColumns } from '../output/people.js';
import { report, rest, section } from '../output/report.js';
import { limitOption } from './limit.js';

export const clients = command({
  name: 'clients',
  summary: 'list the clients of a broker by their numbers, oldest first',
  text: 'The last of them is this command itself.',
  options: { ...connectionOptions, ...jsonOption, ...limitOption },
  environment: connectionEnvironment,
  examples: [{ line: 'holdall clients', what: 'who is there, since when, and what each holds and waits for' }],
  exitCodes: [1, 3, 4],
  async run(_, options, world) {
    const { timeout, limit } = options;
    await using manager = await connect(options, world);
    const found = await manager.clients({ timeout, limit });
    report(world, options, found, () => [
      ...section(world, clientColumns, found.clients, 'no clients'),
      ...rest(found.clients.length, found.total),
    ]);
    return 0;
  },
});
