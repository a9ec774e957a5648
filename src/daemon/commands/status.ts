import type { Status } from '../../objects/broker/info.js';
import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { deadlockLines } from '../output/people.js';
import { pairs, report } from '../output/report.js';
import { counted, shown } from '../output/text.js';
import { bytes, duration } from '../output/units.js';

export const status = command({
  name: 'status',
  summary: 'tell how a broker fares: its process, its memory, and how much it holds',
  text: 'Also who is in a deadlock: clients each of which holds a lock that another of them waits for.',
  options: { ...connectionOptions, ...jsonOption },
  environment: connectionEnvironment,
  examples: [
    { line: 'holdall status', what: 'for people' },
    { line: 'holdall status --json | jq .memory.rss', what: 'for programs' },
  ],
  exitCodes: [1, 3, 4],
  async run(_, options, world) {
    await using manager = await connect(options, world);
    const found = await manager.status({ timeout: options.timeout });
    report(world, options, found, () => [...statusLines(found), ...deadlockLines(found.deadlocks)]);
    return 0;
  },
});

function statusLines({ version, node, pid, addresses, uptimeMs, memory, ...census }: Status): readonly string[] {
  const heap = `${bytes(memory.heapUsed)} of ${bytes(memory.heapTotal)}`;
  return pairs([
    ['holdall', `${version}, Node.js ${node}, pid ${pid}`],
    ['up for', duration(uptimeMs)],
    ['serves at', addresses.map(shown).join(' and ')],
    ['memory', `${bytes(memory.rss)} in all, heap ${heap}, buffers ${bytes(memory.external)}`],
    ['clients', counted(census.sessions, 'session')],
    ['objects', `${census.objects}, with ${counted(census.references, 'reference')} to them`],
    ['waiting', counted(census.waiting, 'call')],
    ['unacknowledged', counted(census.unacknowledged, 'answer')],
  ]);
}
