import type { Dropped } from '../../objects/broker/info.js';
import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { counted, named } from '../output/text.js';
import { oneByOne } from './one-by-one.js';

export const drop = command({
  name: 'drop',
  arguments: [{ name: 'name', summary: 'the names of objects', isRepeatable: true }],
  summary: 'end objects for good, with all that is in them',
  text: 'Who waits there is refused, and who holds something there has lost it: their calls reject with ObjectGoneError. Who opens the name again gets a new object. It does not ask first.',
  options: { ...connectionOptions, ...jsonOption },
  environment: connectionEnvironment,
  examples: [{ line: 'holdall drop jobs results', what: 'end two objects' }],
  exitCodes: [1, 3, 4],
  async run(names, options, world) {
    const { timeout } = options;
    await using manager = await connect(options, world);
    return await oneByOne(names as string[], options, world, { run: (name) => manager.drop(name, { timeout }), line });
  },
});

function line(dropped: Dropped): string {
  const { items, waiting, holders } = dropped;
  const effects = [
    ...(items === null ? [] : [counted(items, 'item')]),
    `${counted(waiting, 'waiting call')} refused`,
    `${counted(holders, 'holder')} lost it`,
  ];
  return `dropped ${named(dropped)}: ${effects.join(', ')}`;
}
