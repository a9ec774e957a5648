/** Clients that are killed at any moment of their work, also between a grant and its receipt. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { Manager, type SharedQueue, ShutDown, serve } from 'holdall';
import { expect, test } from 'vitest';
import { Chance } from '../harness/chance.js';
import { AUTHKEY } from '../harness/doors.js';
import { assertEmpty } from '../harness/house.js';
import { ascending, upTo } from '../harness/numbers.js';
import { assertNoChildren, Program } from '../harness/processes.js';
import { seedOfTest } from './storm.js';

const PROGRAMS = 14;
const SESSIONS_EACH = 8;
/** So many programs live at a time. */
const AT_ONCE = 2;

test('of clients killed at any moment nothing is lost, nothing comes twice, and no grant stays with them', async () => {
  const seed = seedOfTest();
  const directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  const address = `ipc://${join(directory, 'broker')}`;
  const broker = await serve({ listen: address, authkey: AUTHKEY });
  const living = await Manager.connect(address, { authkey: AUTHKEY });
  const queue = living.queue<number>('items', { maxSize: 100 });
  const files = upTo(PROGRAMS).map((n) => join(directory, `notes of ${n}`));
  let isOver = false;
  const feeding = feed(queue, () => isOver);
  const tokens: number[] = [];
  const locking = lockUntil(living, () => isOver, tokens);

  const doomed = [...files.entries()];
  const slayers = upTo(AT_ONCE).map(async () => {
    for (let next = doomed.shift(); next; next = doomed.shift()) await liveAndDie(address, next, seed);
  });
  await Promise.all(slayers);
  isOver = true;
  const leftOver = takeAll(queue);
  const put = await feeding;
  await locking;
  await queue.shutdown();
  const left = await leftOver;

  const notes = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('').split('\n');
  const noted = (kind: string) =>
    notes.filter((line) => line.startsWith(`${kind} `)).map((line) => +line.slice(kind.length));
  expect(new Set([...left, ...noted('got')])).toEqual(new Set(upTo(put)));
  const finished = [...left, ...noted('acknowledged')];
  expect(ascending(finished)).toEqual([...new Set(ascending(finished))]);
  const granted = [...tokens, ...noted('granted')];
  expect(new Set(granted).size).toBe(granted.length);
  expect(noted('acknowledged').length).toBeGreaterThan(0);

  await living.close();
  await assertEmpty(address, 2);
  await broker.close();
  await assertNoChildren();
  await rm(directory, { recursive: true });
});

/** A program of several clients, which is killed soon after they began to work. */
async function liveAndDie(address: string, [n, file]: [number, string], seed: string): Promise<void> {
  const chance = new Chance(`${seed}/doomed ${n}`);
  const program = new Program('test/faults/programs/doomed.mjs', [address, file, String(SESSIONS_EACH)], {
    env: { HOLDALL_AUTHKEY: AUTHKEY },
  });
  await program.lines(1);
  await pass(chance.between(0, 40));
  expect(await program.slay()).toMatchObject({ signal: 'SIGKILL', errors: '' });
}

/** Puts numbers as long as there is room and need; gives how many. */
async function feed(queue: SharedQueue<number>, isOver: () => boolean): Promise<number> {
  let next = 0;
  while (!isOver()) await queue.put(next++);
  return next;
}

async function lockUntil(manager: Manager, isOver: () => boolean, tokens: number[]): Promise<void> {
  while (!isOver()) {
    await manager.lock('lock').run(({ fence }) => void tokens.push(fence.token));
    await pass(1);
  }
}

async function takeAll(queue: SharedQueue<number>): Promise<readonly number[]> {
  const taken: number[] = [];
  try {
    for (;;) taken.push(await queue.get());
  } catch (error) {
    if (!(error instanceof ShutDown)) throw error;
    return taken;
  }
}
