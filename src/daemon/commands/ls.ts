import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { objectColumns } from '../output/people.js';
import { report, rest, section } from '../output/report.js';
import { limitOption } from './limit.js';

export const ls = command({
  name: 'ls',
  arguments: [
    {
      name: 'pattern',
      summary: 'only names that match: * stands for any run of characters, all else for itself',
      isOptional: true,
    },
  ],
  summary: 'list the objects of a broker: what they hold, and how many wait for them',
  options: {
    ...connectionOptions,
    ...jsonOption,
    ...limitOption,
    type: { value: 'type', summary: 'only objects of this type, as queue', isFlagOnly: true },
    all: { summary: 'also objects without a name', isFlagOnly: true },
  },
  environment: connectionEnvironment,
  examples: [
    { line: 'holdall ls', what: 'all objects that have a name, oldest first' },
    { line: "holdall ls 'jobs*' --type queue", what: 'some of them' },
  ],
  exitCodes: [1, 3, 4],
  async run([pattern], options, world) {
    const { timeout, type, limit, all = false } = options;
    await using manager = await connect(options, world);
    const wanted = pattern ?? (all ? undefined : '*');
    const found = await manager.objects({
      timeout,
      limit,
      ...(wanted !== undefined && { pattern: wanted }),
      ...(type !== undefined && { type }),
    });
    report(world, options, found, () => [
      ...section(world, objectColumns, found.objects, 'no objects'),
      ...rest(found.objects.length, found.total),
    ]);
    return 0;
  },
});
