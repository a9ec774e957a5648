import { Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prettyLine } from '../../src/daemon/log/pretty.js';
import { AUTHKEY } from '../harness/doors.js';
import { Workshop } from '../harness/workshop.js';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.close());

describe('the log of a daemon', () => {
  test('has one line for each client that comes, goes, or is refused, and none with a key or a value', async () => {
    const daemon = await workshop.serve();
    const manager = await Manager.connect(workshop.address, { authkey: AUTHKEY });
    await manager.dict('d').set('a secret', 'of somebody');
    await manager.close();
    await Manager.connect(workshop.address, { authkey: 'a wrong one of some length' }).catch(() => {});
    const session = {
      number: 1,
      principal: 'owner',
      address: workshop.address,
      client: expect.stringContaining('pid-'),
    };
    expect(await daemon.logged('session opened')).toMatchObject([{ level: 'info', session }]);
    expect(await daemon.logged('session ended')).toMatchObject([{ session, reason: 'its client said bye' }]);
    expect(await daemon.logged('refused')).toMatchObject([{ level: 'warn', code: 'AUTHENTICATION' }]);
    const { errors } = await daemon.stop();
    for (const secret of ['a secret', 'of somebody', AUTHKEY, 'a wrong one']) expect(errors).not.toContain(secret);
  });

  test('says how the daemon began and ended, with the time and the process', async () => {
    const daemon = await workshop.serve();
    await daemon.stop();
    const { pid } = daemon.program;
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(daemon.log).toMatchObject([
      { msg: 'serving', pid, time, version: expect.any(String), addresses: [workshop.address] },
      { msg: 'stopping', signal: 'SIGTERM' },
      { msg: 'stopped' },
    ]);
  });

  test('is for people where that is wanted', async () => {
    const daemon = await workshop.serve(['-l', workshop.address, '--log-format', 'pretty']);
    const { errors } = await daemon.stop();
    expect(errors).toMatch(/^[\d-]{10} [\d:.]{12} INFO {2}serving version=\S+ addresses=\S+broker\n/);
  });

  test('says nothing where it is silent', async () => {
    const daemon = await workshop.serve(['-l', workshop.address, '--log-level', 'silent']);
    expect(await daemon.stop()).toMatchObject({ code: 0, errors: '' });
  });

  test('does not end the daemon when its reader is gone', async () => {
    const daemon = await workshop.serve();
    daemon.program.child.stderr?.destroy();
    for (let times = 0; times < 3; times++) {
      await (await Manager.connect(workshop.address, { authkey: AUTHKEY })).close();
    }
    daemon.kill('SIGTERM');
    expect(await daemon.program.ended).toMatchObject({ code: 0 });
  });
});

describe('a line for people', () => {
  const line = (fields: object) =>
    prettyLine(
      JSON.stringify({ level: 'info', time: '2026-01-02T03:04:05.678Z', pid: 1, ...fields, msg: 'it' }),
      false,
    );

  test('names fields within fields, and quotes what is no plain word', () => {
    expect(line({ session: { number: 3, client: 'a b' }, list: ['x', 'y'], none: null })).toBe(
      '2026-01-02 03:04:05.678 INFO  it session.number=3 session.client="a b" list=x,y none=null\n',
    );
  });

  test('lets no client write a line, a colour or a field of its own', () => {
    const hostile = 'x\n2026 INFO \u001b[31m level=fatal "\u009b31m\u2028';
    const written = line({ client: hostile });
    expect(written.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/);
    expect(written).toContain('client="x\\n2026 INFO \\u001b[31m level=fatal \\"\\u009b31m\\u2028"');
  });
});
