/** Types of users' own, as a client of another make meets them, and clients that end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, type RunningBroker, serve } from 'holdall';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { BrokerMessage } from '../../protocol/messages.js';
import { decodeValue } from '../../src/wire/index.js';
import { AUTHKEY } from '../harness/doors.js';
import { RawPeer } from '../harness/raw-peer.js';
import { leaderboard, rogue } from './programs/types.mjs';

let directory: string;
let broker: RunningBroker;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  broker = await serve({ listen: `ipc://${join(directory, 'broker')}`, authkey: AUTHKEY, types: [leaderboard, rogue] });
});
afterAll(async () => {
  await broker.close();
  await rm(directory, { recursive: true });
});

let opened = 0;

/** What a session is answered that opens an object and then sends these calls of it. */
async function answersTo(
  type: string,
  options: object,
  ...calls: readonly (readonly [operation: string, ...args: readonly unknown[]])[]
): Promise<readonly BrokerMessage[]> {
  const peer = await RawPeer.connect(broker.addresses[0] as string);
  onTestFinished(() => peer.close());
  await peer.enter(AUTHKEY);
  const id = String(++opened).padStart(22, 'A');
  peer.say(1, 0, [[1, 1, type, null, id, options], ...calls.map(([name, ...args]) => [3, 1, name, args])]);
  const answers: BrokerMessage[] = [];
  while (answers.length <= calls.length) answers.push(...(await peer.packet())[2]);
  return answers;
}

test('an object answers to no name but those of its methods', async () => {
  const names = ['secret', 'snapshot', 'restore', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
  names.push('__defineGetter__', 'then', 'run', 'sessionEnded', 'create', 'calls');
  const [, ...answers] = await answersTo('leaderboard', {}, ...names.map((name) => [name, []] as const));
  for (const [index, name] of names.entries()) {
    expect(answers[index], name).toMatchObject([3, index + 2, { code: 'UNKNOWN_OPERATION' }]);
  }
});

describe('a call over the bare wire is refused', () => {
  test.for([
    { what: 'no list of arguments', call: ['top', 5], code: 'ARGUMENT' },
    { what: 'an argument that is no value', call: ['top', ['text']], code: 'ARGUMENT' },
    { what: 'an argument that is cut off', call: ['top', [Uint8Array.of(0x92, 1)]], code: 'ARGUMENT' },
    { what: 'an index into no references', call: ['top', [Uint8Array.of(0xd6, 0x50, 0, 0, 0, 9)]], code: 'ARGUMENT' },
    { what: 'a reference that is not there', call: ['top', [[Uint8Array.of(1), [77]]]], code: 'OBJECT_GONE' },
    { what: 'one list too many', call: ['top', [], []], code: 'ARGUMENT' },
  ] as const)('with $what', async ({ call, code }) => {
    const [, answer] = await answersTo('leaderboard', {}, call);
    expect(answer).toMatchObject([3, 2, { code }]);
  });
});

describe('an opening over the bare wire is refused', () => {
  test.for([
    { what: 'no array', args: Uint8Array.of(5) },
    { what: 'no value', args: Uint8Array.of(0x92) },
    { what: 'no bytes', args: 'text' },
  ])('with arguments of the constructor that are $what', async ({ args }) => {
    const [answer] = await answersTo('leaderboard', { args });
    expect(answer).toMatchObject([3, 1, { code: 'ARGUMENT' }]);
  });
});

test('what a class throws is a sentence, a stack and a value', async () => {
  const kind = Uint8Array.of(0xa3, ...Buffer.from('own'));
  const [, answer] = await answersTo('rogue', {}, ['throw', [kind]]);
  expect(answer).toEqual([
    3,
    2,
    {
      code: 'INTERNAL',
      message: 'Error: there are 3 too few',
      stack: expect.stringContaining('at Rogue.throw'),
      thrown: expect.any(Uint8Array),
    },
  ]);
  const { thrown } = (answer as BrokerMessage)[2] as { thrown: Uint8Array };
  expect(decodeValue(thrown)).toMatchObject({ name: 'Insufficient', code: 'E_FEW', missing: 3 });
});

test('what a class throws that cannot be read is told by its sentence', async () => {
  const ours = Uint8Array.of(0xa4, ...Buffer.from('ours'));
  const [, answer] = await answersTo('rogue', {}, ['throw', [ours]]);
  expect(answer).toMatchObject([3, 2, { code: 'VALUE', message: 'not that value' }]);
});

test('a class that throws when a client ends hurts nobody, and the broker’s process is warned', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const [a, b] = await Promise.all(
    [1, 2].map(() => Manager.connect(broker.addresses[0] as string, { authkey: AUTHKEY })),
  );
  await a?.open(rogue, 'held').hold();
  await a?.close();
  expect(await warned).toMatchObject({ message: 'rogue.sessionEnded threw: Error: nobody hears this' });
  expect(await b?.open(rogue, 'held').count()).toBe(0);
  await b?.close();
});
