/** Types of users' own, in use: through both doors. */
import {
  ArgumentError,
  EncodingError,
  type ProxyOf,
  type SharedDict,
  type SharedQueue,
  StateError,
  TimeoutError,
  TypeConflictError,
  UnknownTypeError,
  ValueError,
} from 'holdall';
import { describe, expect } from 'vitest';
import { doorsWith } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { testThrough, waiting } from '../harness/house.js';
import { leaderboard, numbers, registry, rogue } from './programs/types.mjs';

const MODULE = new URL('./programs/types.mjs', import.meta.url).href;

/** What a promise rejects with. */
async function rejection<E extends Error = Error & Record<string, unknown>>(promise: Promise<unknown>): Promise<E> {
  return promise.then(
    (value) => {
      throw new Error(`it resolved, to ${String(value)}`);
    },
    (error) => error as E,
  );
}

describe.each(doorsWith(MODULE))('an object of a user’s type $name', (door) => {
  const test = testThrough(door);

  describe('has methods', () => {
    test('that work on one state, whoever calls', async ({ house }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      const [mine, yours] = [a.open(leaderboard, name), b.open(leaderboard, name)];
      expect(await mine.add('ann', 3)).toBe(3);
      expect(await yours.add('ann', 4)).toBe(7);
      await yours.add('bob', 5);
      expect(await mine.top()).toEqual([
        ['ann', 7],
        ['bob', 5],
      ]);
      expect(await mine.all()).toEqual(
        new Map([
          ['ann', 7],
          ['bob', 5],
        ]),
      );
      expect(mine.equals(yours)).toBe(true);
      expect(String(mine)).toBe(`leaderboard(${JSON.stringify(name)})`);
    });

    test('with as many arguments as they are given', async ({ house }) => {
      const board = (await house.manager()).open(leaderboard, undefined, { ann: 1, bob: 2, eve: 3 });
      expect(await board.names()).toEqual([]);
      expect(await board.names('a', 'e')).toEqual(['ann', 'eve']);
      expect(await board.top(1)).toEqual([['eve', 3]]);
      expect(await board.top(undefined)).toHaveLength(3);
    });

    test('that take call options last', async ({ house }) => {
      const board = (await house.manager()).open(leaderboard);
      const none = { timeout: 0 };
      expect(await board.add('ann', 1, none)).toBe(1);
      expect(await board.top(none as never)).toEqual([['ann', 1]]);
      expect(await board.names('a', none)).toEqual(['ann']);
      await expect(board.add('ann', 1, { timeout: -1 })).rejects.toThrow(
        /timeout of leaderboard.add must be 0 or more/,
      );
      await expect(board.add('ann', 1, { signal: AbortSignal.abort(new RangeError('no')) })).rejects.toThrow(
        RangeError,
      );
      expect(await board.all()).toEqual(new Map([['ann', 1]]));
    });

    test('that get objects of data as what they are', async ({ house }) => {
      const echo = (await house.manager()).open(registry);
      expect(await echo.echo({ timeout: 5, other: 1 })).toEqual([{ timeout: 5, other: 1 }]);
      expect(await echo.echo({})).toEqual([{}]);
      expect(await echo.echo({ timeout: 5 }, { timeout: 60_000 })).toEqual([{ timeout: 5 }]);
      expect(await echo.echo(undefined, null)).toEqual([undefined, null]);
    });

    test('that respect a fence', async ({ house }) => {
      const manager = await house.manager();
      const [lock, board] = [manager.lock(), manager.open(leaderboard)];
      const stale = await lock.acquire();
      await stale.release();
      const fresh = await lock.acquire();
      await expect(board.add('ann', 1, { fence: stale.fence })).rejects.toMatchObject({ code: 'STALE_FENCE' });
      expect(await board.add('ann', 1, { fence: fresh.fence })).toBe(1);
    });

    test('that know who calls, and when', async ({ house }) => {
      const name = house.name();
      const [a, b] = [(await house.manager()).open(rogue, name), (await house.manager()).open(rogue, name)];
      const [first, second, other] = [await a.who(), await a.who({ owner: 'thread 1' }), await b.who()];
      expect(first.session).toBe(second.session);
      expect(first.session).not.toBe(other.session);
      expect([first.owner, second.owner]).toEqual([undefined, 'thread 1']);
      expect(second.now).toBeGreaterThanOrEqual(first.now);
    });

    test('whose results are as they were when they returned', async ({ house }) => {
      const shared = (await house.manager()).open(rogue);
      expect(await shared.shared()).toEqual([]);
      expect(await shared.shared()).toEqual(['later']);
    });
  });

  describe('is constructed', () => {
    test('with its arguments by whoever opens it first', async ({ house }) => {
      const name = house.name();
      const manager = await house.manager();
      expect(await manager.open(leaderboard, name, { ann: 3 }).top()).toEqual([['ann', 3]]);
      expect(await manager.open(leaderboard, name, { bob: 4 }).top()).toEqual([['ann', 3]]);
      expect(await manager.open(leaderboard, name).top()).toEqual([['ann', 3]]);
    });

    test('or not, with the error of its constructor for each call', async ({ house }) => {
      const manager = await house.manager();
      const board = manager.open(leaderboard, undefined, 'text' as never);
      for (const call of [board.top(), board.add('ann', 1)]) {
        const error = await rejection(call);
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toBe('points must be an object, not text');
        expect(error.cause).toEqual({ first: 'text' });
        expect(error['remoteStack']).toMatch(/^TypeError: points must be .*\n +at new Leaderboard \(.*types\.mjs:/);
      }
      expect(await manager.numberOfObjects()).toBe(house.names);
    });

    test('in a name that stays free when its constructor fails', async ({ house }) => {
      const name = house.name();
      const manager = await house.manager();
      await expect(manager.open(leaderboard, name, 5 as never).top()).rejects.toThrow(TypeError);
      expect(await manager.open(leaderboard, name, { ann: 1 }).top()).toEqual([['ann', 1]]);
    });

    test('never with what cannot travel', async ({ house }) => {
      const manager = await house.manager();
      expect(() => manager.open(leaderboard, undefined, { f: () => 1 } as never)).toThrow(EncodingError);
      expect(() => manager.open(leaderboard, undefined, { queue: manager.queue() } as never)).toThrow(ArgumentError);
      expect(() => manager.open({ name: 'leaderboard' } as never)).toThrow(/open takes what defineType\(\) returned/);
      expect(() => manager.open(leaderboard, '' as never)).toThrow(ArgumentError);
    });

    test('of one type for each name', async ({ house }) => {
      const [name, other] = [house.name(), house.name()];
      const manager = await house.manager();
      await manager.open(leaderboard, name).top();
      await expect(manager.queue(name).qsize()).rejects.toThrow(TypeConflictError);
      await expect(manager.open(registry, name).get('x')).rejects.toThrow(TypeConflictError);
      await manager.queue(other).qsize();
      await expect(manager.open(leaderboard, other).top()).rejects.toThrow(TypeConflictError);
    });
  });

  describe('waits', () => {
    test('where it parks, until it can go on, first come, first served', async ({ house }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      const [mine, yours] = [a.open(numbers, name, []), b.open(numbers, name, [])];
      const taken: unknown[] = [];
      const both = mine.takeTwo().then((two) => taken.push(two));
      expect(await waiting(a)).toBe(1);
      // In the same line: nobody overtakes.
      const one = yours.take().then((number) => taken.push(number));
      expect(await waiting(b)).toBe(2);
      await mine.receive(1);
      expect(await waiting(a)).toBe(2);
      await mine.receive(2);
      await both;
      await yours.receive(3);
      await one;
      expect(taken).toEqual([[1, 2], 3]);
    });

    test('for as long as it is told, and has taken nothing then', async ({ house }) => {
      const manager = await house.manager();
      const pool = manager.open(numbers, undefined, []);
      for (const timeout of [0, 3]) await expect(pool.take({ timeout })).rejects.toThrow(TimeoutError);
      expect(await waiting(manager)).toBe(0);
      await pool.receive(1);
      expect(await pool.tick()).toEqual([1]);
    });

    test('until it is aborted, and has taken nothing then', async ({ house }) => {
      const manager = await house.manager();
      const pool = manager.open(numbers, undefined, []);
      const control = new AbortController();
      const aborted = rejection(pool.take({ signal: control.signal }));
      expect(await waiting(manager)).toBe(1);
      const reason = new RangeError('enough');
      control.abort(reason);
      expect(await aborted).toBe(reason);
      await pool.receive(1);
      expect(await pool.tick()).toEqual([1]);
    });

    test('no longer than its client lives', async ({ house }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      const gone = rejection(a.open(numbers, name, []).take());
      expect(await waiting(a)).toBe(1);
      await a.close();
      expect(await gone).toMatchObject({ code: 'CLOSED' });
      const pool = b.open(numbers, name, []);
      await pool.receive(1);
      expect(await pool.tick()).toEqual([1]);
    });

    test('with its arguments as they came, however often it is tried', async ({ house }) => {
      const manager = await house.manager();
      const object = manager.open(rogue);
      const spoiled = object.spoil({ text: 'x' });
      await object.count();
      expect(await spoiled).toEqual({ text: 'x', attempts: 1 });
    });

    test('and gives back what its client held when that ends', async ({ house }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      const pool = b.open(numbers, name, [7]);
      expect(await pool.holders()).toBe(0);
      expect(await a.open(numbers, name, []).take()).toBe(7);
      const next = pool.take();
      expect(await waiting(b)).toBe(1);
      await a.close();
      expect(await next).toBe(7);
      expect(await pool.holders()).toBe(1);
    });
  });

  describe('that throws', () => {
    test('gives its caller the error whole, with the broker’s stack', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      const error = await rejection(object.throw('own'));
      expect(error).toMatchObject({ name: 'Insufficient', message: 'there are 3 too few', missing: 3, code: 'E_FEW' });
      expect(error.cause).toBeInstanceOf(RangeError);
      expect(error['remoteStack']).toMatch(/at Rogue\.throw \(.*types\.mjs:/);
    });

    test('an error of holdall’s gives its caller that class', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      const error = await rejection(object.throw('ours'));
      expect(error).toBeInstanceOf(ValueError);
      expect(error).toMatchObject({ code: 'VALUE', message: 'not that value' });
    });

    test('anything else gives its caller that', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      expect(await rejection(object.throw('text'))).toBe('only a text');
      expect(await rejection(object.throw('nothing'))).toBe(undefined);
    });

    test('what cannot travel gives its caller what can', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      const partly = await rejection(object.throw('unencodable'));
      expect(partly).toMatchObject({ message: 'with a callback', left: 'whole', callback: expect.any(EncodingError) });
      expect(await rejection(object.throw('cyclic'))).toMatchObject({ message: 'in a circle' });
      expect(await rejection(object.throw('hostile'))).toBeInstanceOf(EncodingError);
      expect((await rejection(object.throw('long'))).message).toHaveLength(25_000);
      expect(await object.count()).toBe(4);
    });

    test('for one call serves the next', async ({ house }) => {
      const [a, b] = [await house.manager(), await house.manager()];
      const name = house.name();
      const [mine, yours] = [a.open(rogue, name), b.open(rogue, name)];
      const all = await Promise.allSettled([mine.throw('own'), yours.count(), mine.throw('ours'), mine.count()]);
      expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    });
  });

  describe('that gives', () => {
    test('what cannot travel says so, and that the call was carried out', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      const error = await rejection(object.give('function'));
      expect(error).toBeInstanceOf(EncodingError);
      expect(error).toMatchObject({ code: 'ENCODING', happened: 'yes' });
      expect(error.message).toMatch(/^the result of rogue\.give\.deep\[0\] is a function/);
      const ofGetter = await rejection(object.give('getter'));
      expect(ofGetter).toBeInstanceOf(EncodingError);
      expect(ofGetter).toMatchObject({ code: 'ENCODING', happened: 'yes', cause: expect.any(RangeError) });
      expect(ofGetter.message).toBe('the result of rogue.give could not be encoded: RangeError: not readable');
      const ofTrap = await rejection(object.give('hostile'));
      expect(ofTrap).toMatchObject({ code: 'ENCODING', happened: 'yes' });
      expect(ofTrap.message).toMatch(/nobody may/);
      expect(await object.count()).toBe(3);
    });

    test('a promise is refused, and what it rejects with ends nothing', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      for (const kind of ['promise', 'thenable']) {
        expect((await rejection(object.give(kind))).message).toMatch(/is a promise, but .* must be synchronous/);
      }
      expect(await object.count()).toBe(2);
    });

    test('nothing, or null, gives that', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      expect([await object.give('undefined'), await object.give('null')]).toEqual([undefined, null]);
    });
  });

  describe('that stores references', () => {
    test('gives them back as live proxies, also when who stored them has gone', async ({ house }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      const queue = a.queue<number>();
      await queue.put(5);
      await a.open(registry, name).put('queue', { deep: [queue] });
      await a.close();
      const { deep } = (await b.open(registry, name).get('queue')) as { deep: [SharedQueue<number>] };
      expect(await deep[0].get()).toBe(5);
      await b.open(registry, name).take('queue');
    });

    test('keeps their objects as long as its snapshot shows them', async ({ house }) => {
      const manager = await house.manager();
      const store = manager.open(registry);
      {
        using queue = manager.queue();
        using dict = manager.dict();
        await Promise.all([store.put('a', queue), store.put('b', [queue, dict])]);
        using _passed = (await store.echo(dict))[0] as SharedDict;
      }
      const objects = async () => (await manager.numberOfObjects()) - house.names;
      expect(await objects()).toBe(3);
      await store.put('a', 'something else');
      expect(await objects()).toBe(3);
      const taken = (await store.take('b')) as [SharedQueue, SharedDict];
      expect(await objects()).toBe(3);
      for (const proxy of taken) proxy[Symbol.dispose]();
      expect(await objects()).toBe(1);
    });

    test('keeps what a method stored that threw', async ({ house }) => {
      const manager = await house.manager();
      const store = manager.open(registry);
      {
        using queue = manager.queue<string>();
        await queue.put('still here');
        await expect(store.putAndThrow('queue', queue)).rejects.toThrow('put, and thrown');
      }
      expect(await ((await store.get('queue')) as SharedQueue<string>).get()).toBe('still here');
    });

    test('gives each of them back once, also where it ends before a client who held something there', async ({
      house,
    }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      const queue = b.queue<number>();
      await b.queue(name).put(queue);
      {
        using store = a.open(registry);
        using received = (await a.queue(name).get()) as SharedQueue<number>;
        await store.put('queue', received);
        await store.hold();
      }
      await a.close();
      const other = b.open(registry);
      await other.put('queue', queue);
      queue[Symbol.dispose]();
      const kept = (await other.get('queue')) as SharedQueue<number>;
      await kept.put(1);
      expect(await kept.get()).toBe(1);
    });

    test('and cannot say which tells who called, and the next', async ({ house }) => {
      const manager = await house.manager();
      const object = manager.open(rogue);
      const error = await rejection(object.breakSnapshot(manager.queue()));
      expect(error).toMatchObject({ name: 'RangeError', message: 'no snapshot today' });
      expect(await object.breakSnapshot('no reference')).toBe('no reference');
      expect(await object.count()).toBe(0);
    });

    test('sees one object as one, with its type and name', async ({ house }) => {
      const name = house.name();
      const manager = await house.manager();
      const [store, queue] = [manager.open(registry), manager.queue(name)];
      await store.put('queue', queue);
      expect(await store.isSame('queue', manager.queue(name))).toEqual([true, true]);
      expect(await store.isSame('queue', manager.queue())).toEqual([false, false]);
      expect(await store.describe(queue)).toEqual(['queue', name]);
      expect(await store.describe(manager.dict())).toEqual(['dict', undefined]);
    });

    test('to itself is freed with the last who knew it', async ({ house }) => {
      const manager = await house.manager();
      const other = await house.manager();
      const store = manager.open(registry);
      await store.put('self', store);
      expect(((await store.get('self')) as typeof store).equals(store)).toBe(true);
      await manager.close();
      await eventually(
        async () => (await other.numberOfObjects()) === house.names,
        () => 'the cycle is freed',
      );
    });

    test('can be stored itself, and comes out of a queue with its methods', async ({ house }) => {
      const name = house.name();
      const [a, b] = [await house.manager(), await house.manager()];
      await a.queue(name).put(a.open(leaderboard, undefined, { ann: 1 }));
      const board = (await b.queue(name).get()) as ProxyOf<typeof leaderboard>;
      expect(await board.top()).toEqual([['ann', 1]]);
    });
  });

  describe('that makes objects', () => {
    test('returns them as proxies of objects of their own', async ({ house }) => {
      const manager = await house.manager();
      const store = manager.open(registry);
      const [first, second] = [
        (await store.make('queue', { maxSize: 1 })) as SharedQueue<number>,
        (await store.make('queue')) as SharedQueue<number>,
      ];
      await first.put(1);
      expect(await first.full()).toBe(true);
      expect([first.equals(second), await second.qsize()]).toEqual([false, 0]);
      const again = (await store.get('made 1')) as SharedQueue<number>;
      expect([again.equals(first), await again.get()]).toEqual([true, 1]);
    });

    test('can make some of users’ types, with arguments', async ({ house }) => {
      const store = (await house.manager()).open(registry);
      const board = (await store.makeBoard({ ann: 9 })) as ProxyOf<typeof leaderboard>;
      expect(await board.top()).toEqual([['ann', 9]]);
      expect(await rejection(store.makeBoard('text'))).toBeInstanceOf(TypeError);
      expect(await rejection(store.makeBoard('call'))).toBeInstanceOf(StateError);
    });

    test('leaves nothing of those that nobody wants', async ({ house }) => {
      const manager = await house.manager();
      const store = manager.open(registry);
      await store.makeAndForget();
      expect((await manager.numberOfObjects()) - house.names).toBe(1);
    });

    test('is told what is wrong with what it asks for', async ({ house }) => {
      const object = (await house.manager()).open(rogue);
      await expect(object.create('heap')).rejects.toThrow(UnknownTypeError);
      await expect(object.create(5)).rejects.toThrow(ArgumentError);
      await expect(object.create('queue', { maxSize: -1 })).rejects.toThrow(ArgumentError);
      await expect(object.create('queue', { size: 1 })).rejects.toThrow(ArgumentError);
      await expect(object.create('queue', [])).rejects.toThrow(ArgumentError);
    });
  });

  test('cannot use a call that is over', async ({ house }) => {
    const object = (await house.manager()).open(rogue);
    await object.keepCall();
    await expect(object.useKept()).rejects.toThrow(StateError);
  });
});
