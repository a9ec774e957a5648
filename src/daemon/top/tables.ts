import type { Measure, TopHolder, TopObject, TopWaiter } from '../../objects/broker/top.js';
import { shown } from '../output/text.js';
import { bytes, change, duration, rate, whole } from '../output/units.js';
import type { Rates, Sample } from './sample.js';
import type { Section } from './section.js';

/** What `holdall top` itself asks for says nothing of the broker. */
const OWN = ['broker.statistics', 'broker.top'];

/** The tables of the screen, the most wanted first. */
export function sectionsOf(before: Sample | undefined, now: Sample, rates: Rates, sort: Measure): readonly Section[] {
  return [objects(before, now, sort), operations(rates), waiters(now), holders(now)];
}

function objects(before: Sample | undefined, { top }: Sample, sort: Measure): Section {
  const earlier = new Map(before?.top.objects.map((object) => [titleOf(object), object]));
  const sorted = (measure: Measure) => (measure === sort ? '▼' : '');
  return {
    columns: [
      { title: 'OBJECT', side: 'left' },
      { title: `${sorted('items')}ITEMS`, width: 11, side: 'right' },
      { title: 'CHANGE', width: 9, side: 'right' },
      { title: `${sorted('bytes')}BYTES`, width: 8, side: 'right' },
      { title: `${sorted('waiting')}WAITING`, width: 8, side: 'right' },
    ],
    rows: top.objects.map((object) => [
      titleOf(object),
      orDash(object.items, whole),
      // Which of several without a name it was, nobody can tell.
      object.name === null
        ? ''
        : change((object.items ?? 0) - (earlier.get(titleOf(object))?.items ?? object.items ?? 0)),
      orDash(object.bytes, bytes),
      whole(object.waiting),
    ]),
    whenEmpty: `no object ${{ items: 'holds anything', bytes: 'holds anything', waiting: 'is waited for' }[sort]}`,
  };
}

function operations({ operations }: Rates): Section {
  const seen = operations.filter(
    ({ operation, perSecond, waiting }) => (perSecond > 0 || waiting > 0) && !OWN.includes(operation),
  );
  return {
    columns: [
      { title: 'OPERATION', side: 'left' },
      { title: 'CALLS/S', width: 9, side: 'right' },
      { title: 'OK/S', width: 9, side: 'right' },
      { title: 'WAITING', width: 8, side: 'right' },
      { title: 'MEAN WAIT', width: 11, side: 'right' },
    ],
    rows: seen.map(({ operation, perSecond, okPerSecond, waiting, meanWaitMs }) => [
      shown(operation),
      rate(perSecond),
      rate(okPerSecond),
      whole(waiting),
      meanWaitMs === undefined ? '-' : duration(meanWaitMs),
    ]),
    whenEmpty: 'nobody calls',
  };
}

function waiters({ top }: Sample): Section {
  return {
    columns: [
      { title: 'WAITS LONGEST', side: 'left' },
      { title: 'OPERATION', width: 12, side: 'left' },
      { title: 'FOR', width: 11, side: 'right' },
      { title: 'CLIENT', width: 28, side: 'left' },
    ],
    rows: top.waiters.map((waiter) => [
      titleOf(waiter),
      shown(waiter.operation),
      duration(waiter.forMs),
      clientOf(waiter),
    ]),
    whenEmpty: 'nobody waits',
  };
}

function holders({ top }: Sample): Section {
  return {
    columns: [
      { title: 'HELD LONGEST', side: 'left' },
      { title: 'COUNT', width: 12, side: 'left' },
      { title: 'FOR', width: 11, side: 'right' },
      { title: 'CLIENT', width: 28, side: 'left' },
    ],
    rows: top.holders.map((holder) => [titleOf(holder), whole(holder.count), duration(holder.forMs), clientOf(holder)]),
    whenEmpty: 'nothing is held',
  };
}

function titleOf({ type, name }: Pick<TopObject, 'type' | 'name'>): string {
  return name === null ? `unnamed ${shown(type)}` : `${shown(type)} ${shown(name)}`;
}

/** Without what nearly all begin with: there is little room, and the process stands last. */
function clientOf({ session, client }: TopHolder | TopWaiter): string {
  return session === 0 ? 'ended' : `${session} ${shown(client.replace(/^holdall-js /, ''))}`;
}

function orDash(count: number | null, as: (count: number) => string): string {
  return count === null ? '-' : as(count);
}
