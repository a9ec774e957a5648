import type { Manager } from 'holdall';
import type { Contestant } from '../../harness/contest.js';
import { keepInFlight, microsecondsEach } from '../../harness/pace.js';
import { type BrokerProcess, startBroker } from './broker-process.js';

/** Enough to keep a broker busy: what is measured is its work, not the way to it. */
const IN_FLIGHT = 100;

/** How many values one call carries while a broker is filled. */
const BATCH = 10_000;

/** A broker that much is in already, and one session of it. */
export interface Crowded {
  readonly broker: BrokerProcess;
  readonly manager: Manager;
}

/** Puts `size` of something into a broker; gives one operation that leaves as much there as it found. */
export type Fill = (crowded: Crowded, size: number) => Promise<() => Promise<unknown>>;

/** What an operation costs in a broker that holds `size` of something. */
export function amid(size: number, what: string, fill: Fill, inFlight = IN_FLIGHT): Contestant {
  return {
    name: `holdall amid ${size.toLocaleString('en')} ${what}`,
    setUp: async () => {
      const crowded = await openCrowded();
      const operation = await fill(crowded, size);
      return { measure: microsecondsEach(keepInFlight(inFlight, operation)), tearDown: () => crowded.broker.stop() };
    },
  };
}

/** The numbers below `size`, batch by batch. */
export async function inBatches(size: number, take: (batch: number[]) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < size; first += BATCH) {
    await take(Array.from({ length: Math.min(BATCH, size - first) }, (_, n) => first + n));
  }
}

/** A proxy that nobody keeps gives its object back; named objects stay. */
export async function openMany(manager: Manager, size: number): Promise<void> {
  const open = (n: number) => manager.value<number>(`object ${n} of ${size}`).set(n);
  await inBatches(size, (batch) => Promise.all(batch.map(open)));
}

/** So many sessions. They stay. */
export async function connectMany(broker: Crowded['broker'], size: number): Promise<unknown> {
  return Promise.all(Array.from({ length: size }, () => broker.connect()));
}

/** A broker that nothing is in yet. */
export async function openCrowded(): Promise<Crowded> {
  const broker = await startBroker();
  return { broker, manager: await broker.connect() };
}
