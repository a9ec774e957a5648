/** The commands that look into a broker and put it in order, run as an operator runs them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, ObjectGoneError, SessionEndedError } from 'holdall';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY, serveIn } from '../harness/doors.js';
import { waiting } from '../harness/house.js';
import { type Ending, Program } from '../harness/processes.js';

let directory: string;
let address: string;
let daemon: Program;
let manager: Manager;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  address = `ipc://${join(directory, 'broker')}`;
  daemon = serveIn(address);
  await daemon.lines(1);
});
afterAll(async () => {
  daemon.kill('SIGTERM');
  expect(await daemon.ended).toMatchObject({ code: 0 });
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  manager = await Manager.connect(address, { authkey: AUTHKEY });
});
afterEach(() => manager.close());

function holdall(...args: readonly string[]): Promise<Ending> {
  const env = { HOLDALL_AUTHKEY: AUTHKEY, HOLDALL_ADDRESS: address };
  return new Program('dist/src/daemon/main.js', args, { env }).ended;
}

async function printed(...args: readonly string[]): Promise<string> {
  const { code, output, errors } = await holdall(...args);
  expect([code, errors]).toEqual([0, '']);
  return output;
}

const json = async (...args: readonly string[]) => JSON.parse(await printed(...args, '--json'));

describe('holdall status', () => {
  test('tells how the broker fares', async () => {
    expect(await json('status')).toMatchObject({ pid: daemon.pid, addresses: [address], sessions: 2, deadlocks: [] });
    const output = await printed('status');
    expect(output).toMatch(new RegExp(`^holdall +\\d.*, pid ${daemon.pid}$`, 'm'));
    expect(output).toMatch(/^memory +\d.* in all/m);
  });

  test('and who and show tell of a deadlock, as a ring of clients', async () => {
    const other = await Manager.connect(address, { authkey: AUTHKEY });
    await manager.lock('x').acquire();
    await other.lock('y').acquire();
    const gone = { code: 'OBJECT_GONE' };
    const refused = Promise.all([
      expect(manager.lock('y').acquire()).rejects.toMatchObject(gone),
      expect(other.lock('x').acquire()).rejects.toMatchObject(gone),
    ]);
    await waiting(manager);
    expect(await waiting(other)).toBe(2);
    let status = '';
    // It is told of when it has lasted for a second.
    while (!status.includes('deadlock')) status = await printed('status');
    expect(status).toMatch(/client \d+ \(.*\) holds lock "x" and has waited for lock "y" for /);
    expect(status).toMatch(/client \d+ \(.*\) holds lock "y" and has waited for lock "x" for /);
    expect((await json('who', 'x')).deadlocks).toHaveLength(1);
    expect(await printed('show', 'y')).toContain('without end');
    expect(await printed('drop', 'x', 'y')).toBe(
      'dropped lock "x": 1 waiting call refused, 1 holder lost it\ndropped lock "y": 1 waiting call refused, 1 holder lost it\n',
    );
    await refused;
    await other.close();
  });
});

describe('holdall ls', () => {
  test('lists in a table what has a name', async () => {
    await manager.queue('jobs').putMany([1, 2, 3]);
    await manager.lock('migration').locked();
    const lines = (await printed('ls')).split('\n');
    expect(lines[0]).toMatch(/^NAME +TYPE +ITEMS +BYTES +WAITING +HOLDERS +REFERENCES +STORED$/);
    expect(lines[1]).toMatch(/^jobs +queue /);
    expect(lines[2]).toMatch(/^migration +lock +- +- +0 +0 +\d+ +0$/);
    expect(await printed('ls', 'job*', '--type', 'lock')).toBe('no objects\n');
    expect(await json('ls', 'job*')).toMatchObject({ objects: [{ type: 'queue', name: 'jobs' }], total: 1 });
    expect(await printed('ls', '--limit', '1')).toContain('… and 1 more');
    await printed('drop', 'jobs', 'migration');
  });

  test('writes out what a terminal would obey', async () => {
    const name = '\u001b[2J\u009b1m\u202eevil\n';
    await manager.queue(name).put('an item');
    const output = await printed('ls');
    expect(output).toContain('\\x1b[2J\\x9b1m\\u{202e}evil\\x0a');
    const asJson = await printed('ls', '--json');
    const sample = await printed('top', '--count', '1', '--json');
    expect(JSON.parse(sample).top.objects).toMatchObject([{ name }]);
    const refused = (await Promise.all(['show', 'drop'].map((command) => holdall(command, `${name}!`)))).map(
      ({ errors }) => errors.trimEnd(),
    );
    for (const obeyed of ['\u001b', '\u009b', '\u202e']) {
      for (const text of [asJson, sample, ...refused, daemon.errors]) expect(text).not.toContain(obeyed);
    }
    expect(JSON.parse(asJson).objects[0].name).toBe(name);
    await manager.drop(name);
  });
});

describe('holdall show and who', () => {
  test('tell who has to do with an object', async () => {
    const queue = manager.queue('shown', { maxSize: 5 });
    await queue.put('never told');
    const shown = await printed('show', 'shown');
    expect(shown).toMatch(/^object +queue "shown"$/m);
    expect(shown).toMatch(/maxSize 5/);
    expect(shown).not.toContain('never told');
    await queue.reserve();
    expect(await printed('who', 'shown')).toMatch(
      /held by\n +NUMBER +CLIENT +OWNER +FOR +COUNT\n.*pid-\d+ +- +\d+ ms +1\n/,
    );
    await manager.drop('shown');
  });

  test.for(['show', 'who'])('%s fails where there is no object of that name', async (command) => {
    expect(await holdall(command, 'nothing')).toMatchObject({
      code: 1,
      output: '',
      errors: 'holdall: there is no object "nothing"\n',
    });
  });
});

describe('holdall drop', () => {
  test('ends objects, also those behind one that is not there', async () => {
    const queue = manager.queue('dropped');
    const waits = expect(queue.get()).rejects.toThrow(ObjectGoneError);
    await waiting(manager);
    expect(await holdall('drop', 'nothing', 'dropped')).toMatchObject({
      code: 1,
      output: expect.stringContaining('dropped queue "dropped": '),
      errors: 'holdall: there is no object "nothing"\n',
    });
    await waits;
  });
});

describe('holdall clients and kick', () => {
  test('name clients by number, and end the session of one', async () => {
    const kicked = await Manager.connect(address, { authkey: AUTHKEY });
    const { clients } = await json('clients');
    expect(clients).toHaveLength(3);
    const { number } = clients[1];
    expect(await printed('clients')).toMatch(new RegExp(`^ *${number}  owner +holdall-js .* ipc://`, 'm'));
    const output = await printed('kick', String(number), '--reason', 'maintenance');
    expect(output).toMatch(new RegExp(`^kicked client ${number} \\(holdall-js .*\\): 0 waiting calls ended`));
    await expect(kicked.ping()).rejects.toThrow(SessionEndedError);
    await expect(kicked.ping()).rejects.toThrow('an operator ended the session: maintenance');
    const again = await holdall('kick', String(number));
    expect(again).toMatchObject({ code: 1, output: '' });
    expect(again.errors).toMatch(/^holdall: there is no client \d+: /);
  });

  test('kick takes whole numbers only', async () => {
    expect(await holdall('kick', 'holdall-js')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('by its number'),
    });
  });
});
