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

  it.for([500, 'x', null, () => {}])('are refused when they are %s, and nothing is sent', async (wrong) => {
    const call = manager.queue('q').get(wrong as unknown as CallOptions);
    await expect(call).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: expect.stringContaining('must be an object'),
    });
    expect(await manager.census()).toMatchObject({ waiting: 0 });
  });

  it('are refused when the controller is given for its signal', async () => {
    const call = manager.queue('q').get({ signal: new AbortController() as unknown as AbortSignal });
    await expect(call).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: expect.stringContaining('controller.signal'),
    });
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

it('an authkey read from a file works with its last line break', async () => {
  await using broker = await serve({ listen: 'memory://key-file', authkey: KEY });
  await using manager = await Manager.connect(broker.addresses[0] as string, { authkey: `${KEY}\n` });
  await manager.ping();
});
