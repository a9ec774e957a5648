import fc from 'fast-check';
import { act, aValue, later, maybe, plain, type Subject } from '../acts.js';

const aPriority = maybe(fc.integer({ min: -2, max: 2 }));
const aFew = fc.integer({ min: 1, max: 3 });

const queueActs = [
  act('put', aValue, aPriority),
  act('put', aValue, aPriority),
  act('putMany', fc.array(aValue, { maxLength: 5 }), aPriority),
  act('getMany', aFew),
  act('taskDone', maybe(aFew)),
  ...plain('get', 'get', 'peek', 'qsize', 'empty', 'full', 'join', 'clear', 'drain'),
];

const aTime = fc.constantFrom(undefined, undefined, 5, 10);
const anId = fc.constantFrom(undefined, 'x', 'y');
const aDelivery = fc.integer({ min: 1, max: 8 });

/** What a work queue does beside: with sessions, and with time. */
const deliveryActs = [
  act('put', aValue, aPriority, aTime, aTime, anId),
  act('putMany', fc.array(aValue, { maxLength: 3 }), aPriority, aTime, aTime, anId),
  act('reserve', aTime),
  act('reserveMany', aFew, aTime),
  act('ack', aDelivery),
  act('nack', aDelivery, aTime),
  act('extend', aDelivery, aTime),
  act('receive', aValue),
  later(10),
  ...plain('stats', 'holders', 'sessionEnded', 'as a', 'as b'),
];

const shutdown = act('shutdown', maybe(fc.boolean()));
const noWork = { maxBytes: 0, maxDeliveries: 0, deadLetter: null };
const work = { maxBytes: 9, maxDeliveries: 2, deadLetter: 'id of another' };

export const queueSubjects: readonly Subject[] = ['fifo', 'lifo', 'priority'].flatMap((order) => [
  {
    title: `${order} queue`,
    options: { ...noWork, order, maxSize: 6 },
    acts: [...queueActs, ...queueActs, shutdown],
  },
  {
    title: `${order} work queue`,
    options: { ...work, order, maxSize: 6 },
    acts: [...queueActs, ...deliveryActs, ...deliveryActs, shutdown],
  },
]);
