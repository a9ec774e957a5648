/** How a broker comes by types of users' own: from Manager.start, serve() and the command line. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, ConnectError, Manager, serve, UnknownTypeError } from 'holdall';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AUTHKEY, serveIn } from '../harness/doors.js';
import { assertNoChildren, type Ending, Program } from '../harness/processes.js';
import { leaderboard, numbers, rogue } from './programs/types.mjs';

const programs = new URL('./programs/', import.meta.url);
const moduleUrl = (name: string) => new URL(name, programs).href;

let directory: string;
let address: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  address = `ipc://${join(directory, 'broker')}`;
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(assertNoChildren);

/** Modules that define no type, with what the error says beside their URL. */
const bad = [
  { module: 'none.mjs', says: /could not be loaded: Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module/ },
  { module: 'broken.mjs', says: /could not be loaded: RangeError: this module is broken/ },
  { module: 'empty.mjs', says: /exports no shared type: export what defineType\(\) returns/ },
  { module: 'twice.mjs', says: /could not be loaded: ArgumentError: there is a type named "leaderboard" already/ },
] as const;

const badLists: readonly { readonly what: string; readonly types: unknown }[] = [
  { what: 'no array', types: moduleUrl('types.mjs') },
  { what: 'null', types: null },
  { what: 'a path', types: ['./types.mjs'] },
  { what: 'the name of a package', types: ['holdall'] },
  { what: 'a web address', types: ['https://example.org/types.mjs'] },
  { what: 'a number', types: [5] },
];

describe('Manager.start with types', () => {
  test('has them in its broker', async () => {
    const manager = await Manager.start({ types: [new URL('types.mjs', programs), moduleUrl('types.mjs')] });
    expect(await manager.open(leaderboard, 'game').add('ann', 3)).toBe(3);
    const error = (await manager
      .open(rogue)
      .throw('own')
      .catch((thrown: unknown) => thrown)) as Error & { remoteStack: string };
    expect(error).toMatchObject({ name: 'Insufficient', missing: 3 });
    expect(error.remoteStack).toContain('at Rogue.throw');
    await manager.close();
  });

  test.for(bad)('says what is wrong with $module', async ({ module, says }) => {
    const error = (await Manager.start({ types: [moduleUrl(module)] }).catch(
      (thrown: unknown) => thrown,
    )) as ConnectError;
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.message).toContain(module);
    expect(error.message).toMatch(says);
    if (module === 'broken.mjs')
      expect(error.remoteStack).toMatch(/^RangeError: this module is broken\n +at .*broken\.mjs:2/);
  });

  test('says when a module ends its process', async () => {
    const starting = Manager.start({ types: [moduleUrl('exits.mjs')] });
    await expect(starting).rejects.toThrow(ConnectError);
    await expect(starting).rejects.toThrow('the broker process ended with code 7 before it was ready');
  });

  test.for(badLists)('refuses $what', async ({ types }) => {
    await expect(Manager.start({ types: types as never })).rejects.toThrow(ArgumentError);
  });

  test('refuses a type itself: the broker is another process', async () => {
    await expect(Manager.start({ types: [leaderboard as never] })).rejects.toThrow(
      /types of Manager.start takes .*import\.meta\.url/,
    );
  });

  test('tells a main module that starts brokers without end', async () => {
    const { code, errors } = await new Program('test/user-types/programs/unguarded.mjs').ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/ConnectError: .*StateError: Manager\.start\(\) was called while a broker imports .*isMain/);
  });

  test('runs as TypeScript under tsx, with types, tasks and program in one module', async () => {
    const program = new Program('test/user-types/programs/typed.ts', [], { execArgv: ['--import', 'tsx'] });
    const output = 'the broker got a letter\na letter (good, string) true\n';
    expect(await program.ended).toEqual({ code: 0, signal: null, output, errors: '' });
    // Each of its three processes loads a compiler.
  }, 60_000);
});

describe('serve with types', () => {
  test('takes types, and modules', async () => {
    const types = [leaderboard, moduleUrl('types.mjs')];
    const broker = await serve({ listen: 'memory://with-types', authkey: AUTHKEY, types });
    const manager = await Manager.connect('memory://with-types', { authkey: AUTHKEY });
    expect(await manager.open(leaderboard).add('ann', 1)).toBe(1);
    expect(await manager.open(rogue).count()).toBe(0);
    await manager.close();
    await broker.close();
  });

  test('has those that it was given, and says how it is given others', async () => {
    const broker = await serve({ listen: 'memory://without-types', authkey: AUTHKEY, types: [leaderboard] });
    const manager = await Manager.connect('memory://without-types', { authkey: AUTHKEY });
    expect(await manager.open(leaderboard).top()).toEqual([]);
    const counting = manager.open(rogue).count();
    await expect(counting).rejects.toThrow(UnknownTypeError);
    await expect(counting).rejects.toThrow(/no shared type "rogue".*Manager\.start\(\{ types: .*--types/);
    await manager.close();
    await broker.close();
  });

  test.for(bad)('says what is wrong with $module, and serves not', async ({ module, says }) => {
    const serving = serve({ listen: 'memory://bad-types', authkey: AUTHKEY, types: [moduleUrl(module)] });
    await expect(serving).rejects.toThrow(ArgumentError);
    await expect(serving).rejects.toThrow(says);
    await expect(Manager.connect('memory://bad-types', { authkey: AUTHKEY })).rejects.toThrow(ConnectError);
  });

  test.for(badLists)('refuses $what', async ({ types }) => {
    const serving = serve({ listen: 'memory://bad-types', authkey: AUTHKEY, types: types as never });
    await expect(serving).rejects.toThrow(ArgumentError);
  });
});

describe('holdall serve --types', () => {
  test('serves types of modules, named by path or URL, to several programs', async () => {
    const daemon = serveIn(address, ['test/user-types/programs/types.mjs', moduleUrl('types.mjs')]);
    await daemon.lines(1);
    const [a, b] = [
      await Manager.connect(address, { authkey: AUTHKEY }),
      await Manager.connect(address, { authkey: AUTHKEY }),
    ];
    await a.open(leaderboard, 'game').add('ann', 1);
    expect(await b.open(leaderboard, 'game').top()).toEqual([['ann', 1]]);

    await a.queue('letters').put(a.open(leaderboard, 'game'));
    const stranger = new Program('test/user-types/programs/stranger.mjs', [address], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    const { output } = await stranger.ended;
    expect(output).toMatch(
      /^EncodingError of UnknownTypeError, yes: the result of queue\.get .*a leaderboard .*import the module that defines the type\n$/,
    );
    await a.close();
    await b.close();
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('loses nothing of what a program takes that does not know the type of some of it', async () => {
    const daemon = serveIn(address, ['test/user-types/programs/types.mjs']);
    await daemon.lines(1);
    const manager = await Manager.connect(address, { authkey: AUTHKEY });
    const values = [1, manager.open(leaderboard, 'game'), undefined, 3];
    const topic = manager.topic('news');
    const unread = topic.subscribe('unread');
    await unread.size();
    await topic.publishMany(values);
    await manager.list('list').extend(values);
    await manager.queue('got').putMany(values);
    await manager.queue('drained').putMany(values);
    const terms = { maxDeliveries: 2, deadLetter: 'dead' };
    await manager.queue('reserved', terms).putMany(values);
    await manager.queue('hopeless', terms).put(values[1]);

    const taker = new Program('test/user-types/programs/taker.mjs', [address], { env: { HOLDALL_AUTHKEY: AUTHKEY } });
    const { output } = await taker.ended;
    const rest = '[1,"undefined",3]';
    expect(output.trim().split('\n')).toEqual([
      `getMany: EncodingError, yes, ${rest}`,
      `drain: EncodingError, yes, ${rest}`,
      `nextMany: EncodingError, yes, ${rest}`,
      `splice: EncodingError, yes, ${rest}`,
      `reserveMany: ${rest}`,
      'reserveMany: EncodingError, yes, none',
      'reserve: EncodingError, yes, none',
      'reserve: EncodingError, yes, none',
      'reserve: Empty, no, none',
    ]);
    expect(await manager.queue('dead').qsize()).toBe(2);
    expect(await manager.queue('reserved').stats()).toMatchObject({ ready: 0, reserved: 0, unfinished: 0 });
    await manager.close();
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('gives what a killed client held to the next, and nothing to its calls that waited', async () => {
    const daemon = serveIn(address, ['test/user-types/programs/types.mjs']);
    await daemon.lines(1);
    const holder = new Program('test/user-types/programs/holder.mjs', [address], { env: { HOLDALL_AUTHKEY: AUTHKEY } });
    await holder.lines(1);
    const manager = await Manager.connect(address, { authkey: AUTHKEY });
    const pool = manager.open(numbers, 'pool');
    const next = pool.take();
    expect(await manager.census()).toMatchObject({ waiting: 2 });
    await holder.slay();
    expect(await next).toBe(7);
    await pool.receive(7);
    expect([await pool.tick(), await pool.holders()]).toEqual([[7], 0]);
    expect(await manager.census()).toMatchObject({ waiting: 0, sessions: 1 });
    await manager.close();
    daemon.kill('SIGTERM');
    expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
  });

  test.for(bad)('ends with a sentence about $module', async ({ module, says }) => {
    const { code, output, errors }: Ending = await serveIn(address, [`test/user-types/programs/${module}`]).ended;
    expect([code, output]).toEqual([2, '']);
    expect(errors).toMatch(/^holdall: [^\n]+\n$/);
    expect(errors).toMatch(says);
  });
});
