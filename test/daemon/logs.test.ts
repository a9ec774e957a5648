import { existsSync } from 'node:fs';
import { Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prettyLine } from '../../src/daemon/log/pretty.js';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import type { Program } from '../harness/processes.js';
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

describe('a daemon whose words cannot be written', () => {
  const SERVE = 'exec "$NODE" "$MAIN" serve -l "$ADDRESS"';
  const READER_GONE = 'mkfifo out && exec 3<>out 4>out 3<&-';

  async function servesAndStops(program: Program): Promise<void> {
    await eventually(
      () => existsSync(workshop.path('broker')),
      () => `the daemon serves; it wrote ${program.errors}`,
    );
    await (await Manager.connect(workshop.address, { authkey: AUTHKEY })).close();
    program.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  }

  test('serves and stops where the disk of its log is full', async () => {
    await servesAndStops(workshop.startInShell(`${SERVE} 2>/dev/full`));
  });

  test('serves and stops where nobody empties the pipe of its log', async () => {
    const fullPipe = 'mkfifo log && exec 3<>log && head -c 65536 /dev/zero >&3';
    await servesAndStops(workshop.startInShell(`${fullPipe} && ${SERVE} 2>&3`));
  });

  test('serves and stops where nobody reads standard output', async () => {
    await servesAndStops(workshop.startInShell(`${READER_GONE} && ${SERVE} >&4`));
  });

  test('serves and stops where the disk of standard output is full', async () => {
    await servesAndStops(workshop.startInShell(`${SERVE} >/dev/full`));
  });

  test('has more to do than a command, which fails without its output, save where the reader has seen enough', async () => {
    const full = await workshop.startInShell(`${SERVE} --check >/dev/full`).ended;
    expect(full).toMatchObject({
      code: 1,
      errors: expect.stringContaining('standard output cannot be written: ENOSPC'),
    });
    expect(await workshop.startInShell(`${READER_GONE} && ${SERVE} --check >&4`).ended).toMatchObject({
      code: 0,
      errors: '',
    });
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
    const hostile = 'x\n2026 INFO \u001b[31m level=fatal "\u009b31m\u2028\u202e';
    const written = line({ client: hostile });
    expect(written.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/);
    expect(written).toContain('client="x\\n2026 INFO \\u001b[31m level=fatal \\"\\u009b31m\\u2028\\u202e"');
  });
});
