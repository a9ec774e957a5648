import fc from 'fast-check';
import type { Subject } from './generated.js';
import type { Operation, Outcome } from './history.js';
import { counter, dict, event, list, lock, queue, semaphore, value } from './models/index.js';

type Question = readonly [name: string, ...args: unknown[]];

function calls(questions: readonly Question[]): fc.Arbitrary<Pick<Operation, 'name' | 'args'>> {
  return fc.constantFrom(...questions).map(([name, ...args]) => ({ name, args }));
}

function values(...all: readonly unknown[]): Outcome[] {
  return all.map((each) => ({ kind: 'value', value: each }));
}

function refusals(...codes: readonly (Outcome & { kind: 'error' })['code'][]): Outcome[] {
  return codes.map((code) => ({ kind: 'error', code }));
}

const numbers = [0, 1, 2, 3, 4, 5, 6];

const queueCalls: readonly Question[] = [
  ...([
    ['put', 'a', 1],
    ['put', 'b', 0],
    ['putNowait', 'c', 1],
    ['putNowait', 'd', 0],
  ] as Question[]),
  ...([
    ['get'],
    ['get'],
    ['getNowait'],
    ['getMany', 2],
    ['drain'],
    ['peek'],
    ['qsize'],
    ['empty'],
    ['clear'],
  ] as Question[]),
];
const letters = ['a', 'b', 'c', 'd'];
const queueOutcomes = [
  ...values(undefined, true, false, ...numbers, ...letters),
  ...values([], ...letters.flatMap((one) => [[one], ...letters.map((other) => [one, other])])),
  ...refusals('EMPTY', 'FULL'),
];

/** Every model, with small questions. */
export const subjects: Readonly<Record<string, Subject>> = {
  value: {
    model: value({ initial: 0 }),
    calls: calls([['get'], ['set', 0], ['set', 1], ['increment'], ['compareAndSet', 1, 2]]),
    outcomes: values(undefined, true, false, ...numbers),
  },
  counter: {
    model: counter(),
    calls: calls([['get'], ['set', 1], ['increment'], ['increment', 2], ['decrement'], ['reset']]),
    outcomes: values(undefined, -1, ...numbers),
  },
  event: {
    model: event(),
    calls: calls([['set'], ['clear'], ['isSet'], ['wait']]),
    outcomes: values(undefined, true, false),
  },
  dict: {
    model: dict(),
    calls: calls([
      ...([
        ['get', 'a'],
        ['get', 'b'],
        ['set', 'a', 1],
        ['set', 'b', 2],
        ['setIfAbsent', 'a', 2],
        ['setDefault', 'a', 3],
      ] as Question[]),
      ...([
        ['increment', 'a'],
        ['delete', 'a'],
        ['pop', 'a'],
        ['pop', 'b', 0],
        ['has', 'a'],
        ['size'],
        ['clear'],
      ] as Question[]),
      ...([
        ['compareAndSet', 'a', 1, 2],
        ['compareAndDelete', 'a', 2],
        ['getMany', ['a']],
        ['deleteMany', ['a', 'b']],
      ] as Question[]),
    ]),
    outcomes: [...values(undefined, true, false, ...numbers, [undefined], [1], [2]), ...refusals('KEY')],
  },
  list: {
    model: list(),
    calls: calls([
      ...([
        ['push', 1],
        ['push', 2, 3],
        ['unshift', 4],
        ['insert', 1, 5],
        ['pop'],
        ['pop', 1],
        ['shift'],
        ['at', 0],
      ] as Question[]),
      ...([
        ['set', -1, 6],
        ['increment', 0],
        ['compareAndSet', 0, 1, 2],
        ['length'],
        ['remove', 1],
        ['delete', 0],
      ] as Question[]),
      ...([['indexOf', 2], ['reverse'], ['clear']] as Question[]),
    ]),
    outcomes: [...values(undefined, true, false, -1, ...numbers), ...refusals('INDEX', 'VALUE')],
  },
  lock: {
    model: lock(),
    calls: calls([['acquire'], ['tryAcquire'], ['release'], ['release'], ['release', 1], ['locked']]),
    outcomes: [
      ...values(undefined, true, false),
      ...numbers.flatMap((token) => values([token, false], [token, true])),
      ...refusals('NOT_LOCKED', 'NOT_OWNER'),
    ],
  },
  'unbounded semaphore': {
    model: semaphore({ permits: 2 }),
    calls: calls([['acquire'], ['tryAcquire'], ['release'], ['release', 2], ['value']]),
    outcomes: values(undefined, true, false, ...numbers),
  },
  'bounded semaphore': {
    model: semaphore({ permits: 2, bounded: true }),
    calls: calls([['acquire'], ['tryAcquire'], ['release'], ['release', 2], ['value']]),
    outcomes: [...values(undefined, true, false, ...numbers), ...refusals('VALUE', 'NOT_OWNER')],
  },
  'fifo queue': { model: queue(), calls: calls(queueCalls), outcomes: queueOutcomes },
  'lifo queue': { model: queue({ order: 'lifo' }), calls: calls(queueCalls), outcomes: queueOutcomes },
  'priority queue': { model: queue({ order: 'priority' }), calls: calls(queueCalls), outcomes: queueOutcomes },
  'bounded queue': { model: queue({ maxSize: 2 }), calls: calls(queueCalls), outcomes: queueOutcomes },
};
