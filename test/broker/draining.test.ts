import { ArgumentError, BrokerGoneError, ConnectError, Manager, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { waiting } from '../harness/house.js';

const LONG = 60_000;

let broker: RunningBroker;
let holder: Manager;
let other: Manager;
beforeEach(async () => {
  broker = await serve({ listen: 'memory://draining', authkey: AUTHKEY });
  [holder, other] = [await join(), await join()];
});
afterEach(async () => {
  await Promise.all([holder.close(), other.close(), broker.close()]);
});

const join = () => Manager.connect('memory://draining', { authkey: AUTHKEY });

describe('a broker that drains', () => {
  test('ends at once where nobody waits and nobody holds anything', async () => {
    await broker.close({ drain: LONG });
    await expect(other.ping()).rejects.toThrow(BrokerGoneError);
  });

  test('lets a holder release, and who waits for it be served', async () => {
    const grant = await holder.lock('l').acquire();
    const wait = other.lock('l').acquire();
    await waiting(other);
    const closed = broker.close({ drain: LONG });
    await grant.release();
    await (await wait).release();
    await closed;
  });

  test('refuses newcomers and calls that would have to wait, with errors that say why', async () => {
    await holder.lock('l').acquire();
    const closed = broker.close({ drain: LONG });
    await expect(join()).rejects.toThrow(
      new ConnectError('memory://draining: the broker is about to stop, and lets nobody in any more'),
    );
    await expect(other.lock('l').acquire()).rejects.toMatchObject({
      code: 'BROKER_GONE',
      happened: 'no',
      message: 'lock.acquire: the broker is about to stop and lets nobody begin to wait',
    });
    await other.queue('q').put(1);
    await holder.close();
    await closed;
  });

  test('ends after the time it was given, and fails those who wait still', async () => {
    const wait = expect(other.queue('q').get()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    await waiting(other);
    await broker.close({ drain: 1 });
    await wait;
  });

  test('ends at once when it is asked to without a time', async () => {
    const wait = expect(other.queue('q').get()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    await waiting(other);
    const closed = broker.close({ drain: LONG });
    await broker.close();
    await closed;
    await wait;
  });

  test.for([-1, Number.NaN, '5' as unknown as number])('refuses a drain of %s', async (drain) => {
    await expect(broker.close({ drain })).rejects.toThrow(ArgumentError);
  });
});
