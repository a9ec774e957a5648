/** What callers pass last, from programs that no compiler has checked. */
import { type CallOptions, Manager, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const KEY = 'a key for the tests of options';

describe('the options of a call', () => {
  let broker: RunningBroker;
  let manager: Manager;
  beforeEach(async () => {
    broker = await serve({ listen: 'memory://options', authkey: KEY });
    manager = await Manager.connect('memory://options', { authkey: KEY });
  });
  afterEach(async () => {
    await manager.close();
    await broker.close();
  });

  it.for([500, 'x', null, () => {}, new Map(), new AbortController().signal])(
    'are refused when they are %s, and nothing is sent',
    async (wrong) => {
      const call = manager.queue('q').get(wrong as unknown as CallOptions);
      await expect(call).rejects.toMatchObject({
        code: 'ARGUMENT',
        message: expect.stringContaining('must be a plain object'),
      });
      expect(await manager.census()).toMatchObject({ waiting: 0 });
    },
  );

  it('are refused when the controller is given for its signal', async () => {
    const call = manager.queue('q').get({ signal: new AbortController() as unknown as AbortSignal });
    await expect(call).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: expect.stringContaining('controller.signal'),
    });
  });

  it('are refused for a name that is none, and say which there are', async () => {
    const call = manager.queue('q').put(1, { timout: 5 } as CallOptions);
    await expect(call).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: expect.stringMatching(
        /^queue.put has no option "timout"; it has timeout, signal, fence, owner, priority/,
      ),
    });
  });

  it('are refused with a fence that is none: the call would go unguarded', async () => {
    const call = manager.dict('d').set('k', 1, { fence: null } as unknown as CallOptions);
    await expect(call).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: expect.stringContaining('fence of dict.set'),
    });
  });

  it('heed a signal that aborts while the arguments are encoded', async () => {
    const controller = new AbortController();
    const value = {
      get late() {
        controller.abort(new Error('changed my mind'));
        return 1;
      },
    };
    await expect(manager.queue('q').put(value, { signal: controller.signal })).rejects.toThrow('changed my mind');
    expect(await manager.queue('q').qsize()).toBe(0);
  });

  it('cannot keep other calls from their end with a signal whose getters throw', async () => {
    const { signal } = new AbortController();
    const calls = [manager.queue('q').get({ signal }), manager.queue('q').get()];
    const outcomes = Promise.allSettled(calls);
    await manager.ping();
    Object.defineProperty(signal, 'aborted', {
      get() {
        throw new Error('from the getter');
      },
    });
    await broker.close();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'BROKER_GONE' } });
  });

  it('may name one signal for many calls: all end with it, and nobody is warned of a leak', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const controller = new AbortController();
    const calls = Array.from({ length: 50 }, () => manager.queue('q').get({ signal: controller.signal }));
    const outcomes = Promise.allSettled(calls);
    controller.abort(new Error('enough'));
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: 'enough' } });
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(await manager.census()).toMatchObject({ waiting: 0 });
  });
});

it('types without options refuse those they are given', async () => {
  await using broker = await serve({ listen: 'memory://no-options', authkey: KEY });
  await using manager = await Manager.connect(broker.addresses[0] as string, { authkey: KEY });
  for (const type of ['event', 'rwLock', 'dict', 'list', 'set', 'namespace', 'topic'] as const) {
    const open = manager[type] as (name: string, options: unknown) => unknown;
    expect(() => open(type, { maxsize: 1 })).toThrow(`${type} has no option "maxsize"; it has none`);
    for (const given of [5, 'text', null]) {
      expect(() => open(type, given)).toThrow(`the options of ${type} must be a plain object`);
    }
    for (const given of [undefined, {}]) expect(String(open(type, given))).toBe(`${type}("${type}")`);
  }
});

it('condition.waitFor looks at its options before it asks its predicate', async () => {
  await using broker = await serve({ listen: 'memory://wait-for', authkey: KEY });
  await using manager = await Manager.connect(broker.addresses[0] as string, { authkey: KEY });
  const condition = manager.condition();
  const waitFor = condition.waitFor.bind(condition) as (fn: () => unknown, options: unknown) => Promise<unknown>;
  const never = () => expect.unreachable('asked');
  for (const timeout of [5n, Symbol('5'), '5', -1, Number.NaN, null]) {
    await expect(waitFor(never, { timeout })).rejects.toThrow('timeout of condition.waitFor must be 0 or more');
  }
  await expect(waitFor(never, 'nonsense')).rejects.toThrow('the options of condition.waitFor must be a plain object');
  await expect(waitFor(never, { timeuot: 5 })).rejects.toThrow('condition.waitFor has no option "timeuot"');
});

it('an authkey read from a file works with its last line break', async () => {
  await using broker = await serve({ listen: 'memory://key-file', authkey: KEY });
  await using manager = await Manager.connect(broker.addresses[0] as string, { authkey: `${KEY}\n` });
  await manager.ping();
});
