import type { ObjectDetails } from '../../objects/broker/info.js';
import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { whoLines } from '../output/people.js';
import { pairs, report } from '../output/report.js';
import { counted, named, shown } from '../output/text.js';
import { bytes } from '../output/units.js';
import { limitOption } from './limit.js';

export const show = command({
  name: 'show',
  arguments: [{ name: 'name', summary: 'the name of an object' }],
  summary: 'tell all there is to tell of an object, but not what is in it',
  options: { ...connectionOptions, ...jsonOption, ...limitOption },
  environment: connectionEnvironment,
  examples: [{ line: 'holdall show jobs', what: 'its options, how full it is, and who has to do with it' }],
  exitCodes: [1, 3, 4],
  async run([name = ''], options, world) {
    const { timeout, limit } = options;
    await using manager = await connect(options, world);
    const found = await manager.show(name, { timeout, limit });
    report(world, options, found, () => [...detailLines(found), ...whoLines(world, found)]);
    return 0;
  },
});

function detailLines(found: ObjectDetails): readonly string[] {
  const { items, references, stored, waiting, options } = found;
  const size = found.bytes === null ? '' : `, ${bytes(found.bytes)}`;
  const optionTexts = Object.entries(options).map(([name, value]) => `${shown(name)} ${shown(JSON.stringify(value))}`);
  return pairs([
    ['object', named(found)],
    ['options', optionTexts.length === 0 ? 'none' : optionTexts.join(', ')],
    ['holds', items === null ? '-' : `${counted(items, 'item')}${size}`],
    ['waiting', counted(waiting, 'call')],
    ['references', `${references}, and stored ${counted(stored, 'time')} in other objects`],
  ]);
}
