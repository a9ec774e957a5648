import { rm, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../harness/processes.js';
import { type Daemon, Workshop } from '../harness/workshop.js';

const TYPES = pathToFileURL(resolve(REPOSITORY, 'test/user-types/programs/types.mjs')).href;
const ALICE = 'the authkey of alice alone';

let workshop: Workshop;
let daemon: Daemon;
beforeEach(async () => {
  workshop = await Workshop.open();
  await workshop.write('alice.key', ALICE);
  await configure({});
  daemon = await workshop.serve([], { env: { HOLDALL_LOG_LEVEL: undefined } });
});
afterEach(async () => {
  expect(await daemon.stop()).toMatchObject({ code: 0 });
  await workshop.close();
});

const configure = (config: object, rights: readonly string[] = ['read']) =>
  workshop.write('holdall.config.json', {
    listen: workshop.address,
    roles: { worker: [{ objects: '*', rights }] },
    principals: { alice: { authkeyFile: 'alice.key', roles: ['worker'] } },
    ...config,
  });

const alice = () => Manager.connect(workshop.address, { authkey: ALICE, principal: 'alice' });

describe('SIGHUP', () => {
  test('has the daemon take over other rights, for clients that are there too', async () => {
    const manager = await alice();
    await expect(manager.queue('jobs').put(1)).rejects.toMatchObject({ code: 'PERMISSION' });
    await configure({}, ['read', 'write', 'create']);
    daemon.kill('SIGHUP');
    expect(await daemon.logged('the configuration was read again')).toMatchObject([{ changed: ['roles'] }]);
    await manager.queue('jobs').put(1);
    await manager.close();
  });

  test('changes nothing where the configuration has mistakes, all of which are logged', async () => {
    await workshop.write('holdall.config.json', '{ "drain": -1, "lisen": "x" }');
    daemon.kill('SIGHUP');
    const [line] = await daemon.logged('the configuration has mistakes and is not used');
    expect(line).toMatchObject({
      level: 'error',
      mistakes: [expect.stringContaining('drain: it must be'), expect.stringContaining('did you mean listen?')],
    });
    await (await alice()).close();
  });

  test('leaves all rights as they are where the configuration is not there any more, or a link leads nowhere', async () => {
    await rm(workshop.path('holdall.config.json'));
    daemon.kill('SIGHUP');
    await daemon.logged('the configuration has mistakes and is not used');
    await symlink('holdall.config.json', workshop.path('holdall.config.json'));
    daemon.kill('SIGHUP');
    expect(await daemon.logged('the configuration has mistakes and is not used', 2)).toMatchObject([
      { mistakes: [expect.stringContaining('ENOENT')] },
      { mistakes: [expect.stringContaining('ELOOP')] },
    ]);
    await (await alice()).close();
  });

  test('that comes while the daemon starts is done when it has', async () => {
    await workshop.write('hangup.mjs', `process.kill(process.pid, 'SIGHUP');\nexport * from ${JSON.stringify(TYPES)};`);
    const other = await workshop.serve(['-l', `${workshop.address}-2`, '--types', 'hangup.mjs']);
    await other.logged('the configuration was read again');
    expect(await other.stop()).toMatchObject({ code: 0 });
  });

  test('says what only a restart would change', async () => {
    await configure({ listen: 'tcp://127.0.0.1:1', grace: 5, drain: 1, limits: { sessions: 5 } });
    daemon.kill('SIGHUP');
    const [line] = await daemon.logged('these change with a restart only');
    expect(line).toMatchObject({ level: 'warn', settings: ['listen', 'grace'] });
    expect(await daemon.logged('the configuration was read again')).toMatchObject([{ changed: ['limits', 'drain'] }]);
  });

  test('changes how much is logged', async () => {
    await configure({ log: { level: 'warn' } });
    daemon.kill('SIGHUP');
    await (await alice()).close();
    await configure({ log: { level: 'info' } });
    daemon.kill('SIGHUP');
    await daemon.logged('the configuration was read again');
    expect(daemon.log.map(({ msg }) => msg)).toEqual(['serving', 'the configuration was read again']);
  });
});
