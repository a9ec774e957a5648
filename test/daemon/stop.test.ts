import { Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { waiting } from '../harness/house.js';
import { type Daemon, Workshop } from '../harness/workshop.js';

let workshop: Workshop;
let daemon: Daemon;
let holder: Manager;
let waiter: Manager;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(async () => {
  await Promise.all([holder.close(), waiter.close()]);
  expect(await daemon.program.ended).toMatchObject({ code: 0, signal: null });
  expect(await workshop.files()).toEqual([]);
  await workshop.close();
});

async function serveWith(drain: string): Promise<void> {
  daemon = await workshop.serve(['--listen', workshop.address, '--drain', drain]);
  [holder, waiter] = [await join(), await join()];
}

const join = () => Manager.connect(workshop.address, { authkey: AUTHKEY });

describe('a daemon that is asked to stop', () => {
  test.for(['SIGTERM', 'SIGINT'] as const)(
    'by %s lets a holder release, and who waits for it be served',
    async (signal) => {
      await serveWith('60000');
      const grant = await holder.lock('l').acquire();
      const wait = waiter.lock('l').acquire();
      await waiting(waiter);
      daemon.kill(signal);
      expect(await daemon.logged('stopping')).toMatchObject([{ signal, drainMs: 60_000 }]);
      await expect(join()).rejects.toMatchObject({
        code: 'CONNECT',
        message: expect.stringContaining('about to stop'),
      });
      await grant.release();
      await (await wait).release();
      await daemon.logged('stopped');
    },
  );

  test('fails those who wait still when its time is over', async () => {
    await serveWith('1');
    await holder.lock('l').acquire();
    const wait = expect(waiter.lock('l').acquire()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    await waiting(waiter);
    daemon.kill('SIGTERM');
    await wait;
  });

  test('ends at once when it is asked a second time, in good order', async () => {
    await serveWith('60000');
    await holder.lock('l').acquire();
    const wait = expect(waiter.lock('l').acquire()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    await waiting(waiter);
    daemon.kill('SIGTERM');
    await daemon.logged('stopping');
    daemon.kill('SIGTERM');
    await wait;
    expect(await daemon.logged('stopping at once')).toMatchObject([{ signal: 'SIGTERM' }]);
  });
});
