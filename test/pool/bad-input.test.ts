import { ArgumentError, EncodingError, Pool, type PoolOptions, type TaskOptions, task } from 'holdall';
import { afterAll, describe, expect, it } from 'vitest';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

/** Programs in JavaScript are not checked by a compiler. */
const wrong = (given: unknown) => given as never;

describe('a pool is refused', () => {
  const local = wrong(async function local() {});
  it.each<[string, object, RegExp]>([
    ['without processes', { processes: 0 }, /^processes must be a whole number of 1 or more; got 0$/],
    ['with fewer than none', { processes: -1 }, /^processes must be a whole number of 1 or more; got -1$/],
    ['with parts of a process', { processes: 1.5 }, /^processes must be .*; got 1.5$/],
    ['with NaN processes', { processes: Number.NaN }, /^processes must be .*; got NaN$/],
    ['with endless processes', { processes: Number.POSITIVE_INFINITY }, /^processes must be .*; got Infinity$/],
    ['with a number in a string', { processes: '2' }, /^processes must be .*; got "2"$/],
    ['of another kind', { kind: 'fiber' }, /^kind must be 'process' or 'thread'; got "fiber"$/],
    ['with an option that there is not', { process: 2 }, /^new Pool has no option "process"; it has processes, kind, /],
    ['with an option of a task', { timeout: 5 }, /^new Pool has no option "timeout"; it has .*taskTimeout/],
    ['with a manager that is none', { manager: {} }, /^manager must be a Manager; got an object$/],
    ['with an initializer that is no task', { initializer: local }, /^the function local is not a task: register it/],
    ['with an initializer that is called', { initializer: Promise.resolve() }, /^a promise is not a task/],
    [
      'with arguments for no initializer',
      { initArgs: [1] },
      /^initArgs are the arguments of initializer: give that, too$/,
    ],
    [
      'with arguments that are no array',
      { initializer: tasks.pid, initArgs: 'ab' },
      /^initArgs must be an array of arguments; got "ab"$/,
    ],
    ['with no array for no initializer', { initArgs: 5 }, /^initArgs must be an array of arguments; got 5$/],
    ['with null for arguments', { initArgs: null }, /^initArgs must be an array of arguments; got null$/],
    [
      'with maxTasksPerChild 0',
      { maxTasksPerChild: 0 },
      /^maxTasksPerChild must be a whole number of 1 or more; got 0$/,
    ],
    ['with half a task per child', { maxTasksPerChild: 0.5 }, /^maxTasksPerChild must be .*; got 0.5$/],
    ['with maxMemory 0', { maxMemory: 0 }, /^maxMemory must be more than 0 bytes; got 0$/],
    ['with a text for maxMemory', { maxMemory: '1 GB' }, /^maxMemory must be more than 0 bytes; got "1 GB"$/],
    ['with taskTimeout -1', { taskTimeout: -1 }, /^taskTimeout must be more than 0 milliseconds; got -1$/],
    ['with startTimeout 0', { startTimeout: 0 }, /^startTimeout must be more than 0 milliseconds; got 0$/],
    ['with stopGrace -1', { stopGrace: -1 }, /^stopGrace must be 0 or more milliseconds; got -1$/],
    ['with stopGrace NaN', { stopGrace: Number.NaN }, /^stopGrace must be 0 or more milliseconds; got NaN$/],
    ['with retries -1', { retries: -1 }, /^retries must be a whole number of 0 or more; got -1$/],
    ['with endless retries', { retries: Number.POSITIVE_INFINITY }, /^retries must be .*; got Infinity$/],
    ['with a text for busyPoll', { busyPoll: 'no' }, /^busyPoll of new Pool must be true or false; got "no"$/],
    [
      'with a relative worker file',
      { workerFile: './worker.js' },
      /^workerFile must be a file: URL, .* or an absolute path; got ".\/worker.js"$/,
    ],
    ['with a worker file elsewhere', { workerFile: 'https://example.org/w.js' }, /^workerFile must be a file: URL/],
    [
      'with a worker file at another URL',
      { workerFile: new URL('data:text/javascript,') },
      /^workerFile must be a file: URL/,
    ],
    ['with a worker file of another host', { workerFile: 'file://elsewhere/w.js' }, /^workerFile must be a file: URL/],
    ['with a worker file that is none', { workerFile: Object.create(null) }, /^workerFile must be .*; got an object$/],
  ])('%s', (_, options, message) => {
    expect(() => new Pool(options as PoolOptions)).toThrow(ArgumentError);
    expect(() => new Pool(options as PoolOptions)).toThrow(message);
  });

  it.each([[2], [null], ['thread'], [[]]])('whose options are no object but %j', (options) => {
    expect(() => new Pool(wrong(options))).toThrow(ArgumentError);
    expect(() => new Pool(wrong(options))).toThrow(
      /^the options of new Pool must be a plain object, as \{ processes: … \}/,
    );
  });

  it('with arguments for its initializer that cannot travel, with the path to the offender', () => {
    const options = { initializer: tasks.echo, initArgs: [{ jobs: [() => {}] }] };
    expect(() => new Pool(wrong(options))).toThrow(EncodingError);
    expect(() => new Pool(wrong(options))).toThrow(/^initializer echo: initArgs\[0\].jobs\[0\] is a function/);
  });
});

describe.each(['process', 'thread'] as const)('a pool of %s workers', (kind) => {
  const pool = new Pool({ processes: 2, kind });
  /** All ways to have a task run; each gives a promise of its end. */
  const ways = {
    apply: (run: unknown, options?: unknown) => pool.apply(wrong(run), wrong([1]), wrong(options)),
    applyAsync: (run: unknown, options?: unknown) => pool.applyAsync(wrong(run), wrong([1]), wrong(options)),
    map: (run: unknown, options?: unknown) => pool.map(wrong(run), wrong([1]), wrong(options)),
    mapAsync: (run: unknown, options?: unknown) => pool.mapAsync(wrong(run), wrong([1]), wrong(options)),
    starmap: (run: unknown, options?: unknown) => pool.starmap(wrong(run), wrong([[1]]), wrong(options)),
    starmapAsync: (run: unknown, options?: unknown) => pool.starmapAsync(wrong(run), wrong([[1]]), wrong(options)),
    imap: async (run: unknown, options?: unknown) => pool.imap(wrong(run), wrong([1]), wrong(options)).next(),
    imapUnordered: async (run: unknown, options?: unknown) =>
      pool.imapUnordered(wrong(run), wrong([1]), wrong(options)).next(),
    stream: async (run: unknown, options?: unknown) => pool.stream(wrong(run), wrong([1]), wrong(options)).next(),
    broadcast: (run: unknown, options?: unknown) => pool.broadcast(wrong(run), wrong([1]), wrong(options)),
  };
  const each = Object.entries(ways);
  const refused = async (running: PromiseLike<unknown>, message: RegExp) => {
    const error = await rejectionOf<Error>(running);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
  };

  afterAll(async () => {
    const { submitted, workersStarted } = pool.statistics();
    await pool[Symbol.asyncDispose]();
    expect({ submitted, workersStarted }, 'of all this, nothing was run').toEqual({ submitted: 0, workersStarted: 0 });
  });

  const aborted = { aborted: true, reason: 1 };
  it.each<[string, object, RegExp]>([
    ['timeout -1', { timeout: -1 }, /^timeout must be more than 0 milliseconds; got -1$/],
    ['timeout 0', { timeout: 0 }, /^timeout must be more than 0 milliseconds; got 0$/],
    ['timeout "5"', { timeout: '5' }, /^timeout must be more than 0 milliseconds; got "5"$/],
    ['retries -1', { retries: -1 }, /^retries must be a whole number of 0 or more; got -1$/],
    [
      'priority NaN',
      { priority: Number.NaN },
      /^priority must be a number, of which the smallest goes first; got NaN$/,
    ],
    ['priority "high"', { priority: 'high' }, /^priority must be a number, .*; got "high"$/],
    ['an object as key', { key: {} }, /^key must be a string or a number; got an object$/],
    ['null as key', { key: null }, /^key must be a string or a number; got null$/],
    ['signal {}', { signal: {} }, /^signal must be an AbortSignal; got an object$/],
    ['what looks like a signal', { signal: aborted }, /^signal must be an AbortSignal; got an object$/],
    [
      'a controller as signal',
      { signal: new AbortController() },
      /^signal must be an AbortSignal; got an instance of AbortController$/,
    ],
    ['onReport 5', { onReport: 5 }, /^onReport must be a function; got 5$/],
    ['an option that there is not', { time: 5 }, / has no option "time"; it has signal, timeout, /],
    ['options that are a number', Object(5), / must be a plain object, as \{ signal: … \}; got an instance of Number$/],
  ])('refuses %s', async (_, options, message) => {
    for (const [, way] of each) await refused(way(tasks.echo, options), message);
  });

  it.each(['map', 'mapAsync', 'starmap', 'starmapAsync', 'imap', 'imapUnordered'] as const)(
    'refuses a chunkSize that is no whole number of 1 or more: %s',
    async (method) => {
      for (const chunkSize of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '4']) {
        await refused(ways[method](tasks.echo, { chunkSize }), /^chunkSize must be a whole number of 1 or more; got /);
      }
    },
  );

  it.each(['imap', 'imapUnordered', 'stream'] as const)('refuses a highWaterMark of 0: %s', async (method) => {
    const message = /^highWaterMark must be a whole number of 1 or more; got 0$/;
    await refused(ways[method](tasks.echo, { highWaterMark: 0 }), message);
  });

  it.each(['apply', 'applyAsync', 'stream', 'broadcast'] as const)(
    'refuses chunkSize where it means nothing: %s',
    async (method) => {
      await refused(ways[method](tasks.echo, { chunkSize: 1 }), /has no option "chunkSize"/);
    },
  );

  it.each(['apply', 'map', 'broadcast'] as const)(
    'refuses callbacks where a promise is the answer: %s',
    async (method) => {
      await refused(ways[method](tasks.echo, { callback: () => {} }), /has no option "callback"/);
    },
  );

  it('refuses what is no task', async () => {
    const outside = 1;
    const closure = async function closure() {
      return outside;
    };
    for (const [, way] of each) {
      await refused(way(closure), /^the function closure is not a task: register it with task\(import.meta.url, …\)/);
      await refused(
        way(() => outside),
        /^the function \(anonymous\) is not a task: register it/,
      );
      await refused(way('echo'), /^"echo" is not a task: register it/);
      await refused(way(tasks.echo.bind(undefined)), /^the function bound echo is not a task: register it/);
    }
  });

  it.each(['apply', 'applyAsync', 'broadcast'] as const)(
    'refuses options where the arguments belong: %s',
    async (method) => {
      const message = /^the arguments of task echo must be an array, and options come after it; got an object$/;
      await refused(pool[method](tasks.echo, wrong({ timeout: 5 })), message);
    },
  );

  it('refuses options where the arguments of a stream belong', () => {
    expect(() => pool.stream(wrong(tasks.echo), wrong({ timeout: 5 }))).toThrow(/^the arguments of task echo must be/);
  });

  it.each(['map', 'imap'] as const)('refuses items that cannot be iterated: %s', async (method) => {
    const items = wrong({ timeout: 5 });
    const running = (async () =>
      method === 'map' ? pool.map(tasks.echo, items) : pool.imap(tasks.echo, items).next())();
    await refused(running, /^the items of i?map, for task echo, must be .*iterable/);
  });

  it('refuses arguments that cannot travel, with the path to the offender', async () => {
    const bad = { list: [1, new Map([['key', { run: () => {} }]])] };
    const paths = {
      apply: [pool.apply(tasks.echo, [bad]), /^task echo: arguments\[0\]\.list\[1\]/],
      applyAsync: [pool.applyAsync(tasks.echo, [bad]), /^task echo: arguments\[0\]\.list\[1\]/],
      broadcast: [pool.broadcast(tasks.echo, [bad]), /^task echo: arguments\[0\]\.list\[1\]/],
      map: [pool.map(tasks.echo, [1, 2, bad]), /^task echo: items\[2\]\.list\[1\]/],
      starmap: [
        pool.starmap(
          tasks.add,
          wrong([
            [1, 2],
            [3, bad],
          ]),
        ),
        /^task add: items\[1\]\[1\]\.list\[1\]/,
      ],
    } as const;
    for (const [running, message] of Object.values(paths)) {
      const error = await rejectionOf<Error>(running);
      expect(error).toBeInstanceOf(EncodingError);
      expect(error.message).toMatch(message);
      expect(error.message).toContain('is a function');
    }
  });

  it('refuses listeners that are no functions', () => {
    expect(() => pool.on('report', wrong(5))).toThrow(TypeError);
  });
});

describe('task', () => {
  it('refuses functions without a name', () => {
    expect(() =>
      task(
        import.meta.url,
        wrong(async () => {}),
      ),
    ).toThrow(ArgumentError);
    expect(() =>
      task(
        import.meta.url,
        wrong(async () => {}),
      ),
    ).toThrow(/^task needs a function with a name/);
  });
});

describe('the options of a task', () => {
  it('may be left out one by one by undefined', async () => {
    await using pool = new Pool({ processes: 1, kind: 'thread' });
    const names = ['signal', 'timeout', 'priority', 'key', 'retries', 'onReport'] satisfies (keyof TaskOptions)[];
    const options = Object.fromEntries(names.map((name) => [name, undefined])) as TaskOptions;
    expect(await pool.apply(tasks.echo, ['it'], options)).toBe('it');
  });
});
