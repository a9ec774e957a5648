import type { ClientStatus, Deadlock, DeadlockParty, ObjectStatus, Who } from '../../objects/broker/info.js';
import type { World } from '../cli/world.js';
import { section } from './report.js';
import type { Column } from './table.js';
import { named, quoted, shown } from './text.js';
import { bytes, duration } from './units.js';

const NONE = '-';

export const objectColumns: readonly Column<ObjectStatus>[] = [
  { title: 'NAME', text: ({ name }) => (name === null ? NONE : shown(name)) },
  { title: 'TYPE', text: ({ type }) => shown(type) },
  { title: 'ITEMS', isNumber: true, text: ({ items }) => (items === null ? NONE : String(items)) },
  { title: 'BYTES', isNumber: true, text: (row) => (row.bytes === null ? NONE : bytes(row.bytes)) },
  { title: 'WAITING', isNumber: true, text: ({ waiting }) => String(waiting) },
  { title: 'HOLDERS', isNumber: true, text: ({ holders }) => String(holders) },
  { title: 'REFERENCES', isNumber: true, text: ({ references }) => String(references) },
  { title: 'STORED', isNumber: true, text: ({ stored }) => String(stored) },
];

export const clientColumns: readonly Column<ClientStatus>[] = [
  { title: 'NUMBER', isNumber: true, text: ({ number }) => String(number) },
  { title: 'PRINCIPAL', text: ({ principal }) => shown(principal) },
  { title: 'CLIENT', text: ({ client }) => shown(client) },
  { title: 'FOR', isNumber: true, text: ({ forMs }) => duration(forMs) },
  { title: 'AWAY', isNumber: true, text: ({ awayForMs }) => (awayForMs === null ? NONE : duration(awayForMs)) },
  { title: 'WAITING', isNumber: true, text: ({ waiting }) => String(waiting) },
  { title: 'HOLDS', isNumber: true, text: ({ holds }) => String(holds) },
  { title: 'REFERENCES', isNumber: true, text: ({ references }) => String(references) },
  { title: 'UNACKNOWLEDGED', isNumber: true, text: ({ unacknowledged }) => String(unacknowledged) },
  { title: 'ADDRESS', text: ({ address }) => shown(address) },
];

/** Who holds something of an object, who waits for it and who knows it. */
export function whoLines(world: World, { holders, waiters, knownBy, deadlocks }: Who): readonly string[] {
  const client = { title: 'CLIENT', text: ({ client }: { client: string }) => shown(client) };
  const number = { title: 'NUMBER', isNumber: true, text: ({ number }: { number: number }) => String(number) };
  const owner = { title: 'OWNER', text: (row: Pick<DeadlockParty, 'owner'>) => ownerOf(row) ?? NONE };
  const since = { title: 'FOR', isNumber: true, text: ({ forMs }: { forMs: number }) => duration(forMs) };
  const count = { title: 'COUNT', isNumber: true, text: (row: { count: number }) => String(row.count) };
  const references = {
    title: 'REFERENCES',
    isNumber: true,
    text: (row: { references: number }) => String(row.references),
  };
  const operation = { title: 'OPERATION', text: (row: { operation: string }) => shown(row.operation) };
  return [
    ...[
      'held by',
      ...indented(section<Who['holders'][number]>(world, [number, client, owner, since, count], holders, 'nobody')),
    ],
    ...[
      'waited for by',
      ...indented(section<Who['waiters'][number]>(world, [number, client, owner, since, operation], waiters, 'nobody')),
    ],
    ...[
      'known to',
      ...indented(section<Who['knownBy'][number]>(world, [number, client, references], knownBy, 'nobody')),
    ],
    ...deadlockLines(deadlocks),
  ];
}

/** Who waits for whom, a line for each. */
export function deadlockLines(deadlocks: readonly Deadlock[]): readonly string[] {
  return deadlocks.flatMap(({ forMs, endsInMs, parties }) => {
    const end = endsInMs === null ? 'without end' : `one of its waits ends in ${duration(Math.max(0, endsInMs))}`;
    return [`deadlock for ${duration(forMs)}, ${end}:`, ...indented(parties.map(partyLine))];
  });
}

function partyLine(party: DeadlockParty): string {
  const { number, client, holds, waitsFor, forMs } = party;
  const owner = ownerOf(party);
  const who = `client ${number} (${shown(client)})${owner === undefined ? '' : `, owner ${owner},`}`;
  return `${who} holds ${named(holds)} and has waited for ${named(waitsFor)} for ${duration(forMs)}`;
}

function ownerOf({ owner }: Pick<DeadlockParty, 'owner'>): string | undefined {
  if (owner === null) return undefined;
  return typeof owner === 'string' ? quoted(owner) : String(owner);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
