import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configFile } from '../../src/daemon/config/config-file.js';
import { AUTHKEY } from '../harness/doors.js';
import { Workshop } from '../harness/workshop.js';

const KEY = 'x'.repeat(40);

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.close());

const configure = (config: string | object, mode?: number) => workshop.write('holdall.config.json', config, mode);

describe('the configuration file', () => {
  test('is found in the current directory, and says everything that serving needs', async () => {
    await workshop.write('owner.key', AUTHKEY);
    await workshop.write('alice.key', 'the authkey of alice alone');
    await configure({
      listen: workshop.address,
      authkeyFile: 'owner.key',
      roles: { worker: [{ objects: 'jobs*', rights: ['read'] }] },
      principals: { alice: { authkeyFile: 'alice.key', roles: ['worker'] } },
      grace: 0,
      busyPoll: false,
      drain: 1_000,
      log: { level: 'warn', format: 'json' },
    });
    const daemon = await workshop.serve([], { env: { HOLDALL_AUTHKEY: undefined, HOLDALL_LOG_LEVEL: undefined } });
    expect(await workshop.run(['ping', workshop.address])).toMatchObject({ code: 0 });
    expect(daemon.log).toEqual([]);
    await daemon.stop();
  });

  test('can be another file, whose paths count from its own directory', async () => {
    await workshop.mkdir('etc');
    await workshop.write('etc/key', AUTHKEY);
    const file = await workshop.write('etc/broker.json', { listen: workshop.address, authkeyFile: 'key' });
    const daemon = await workshop.serve(['--config', file], { env: { HOLDALL_AUTHKEY: undefined } });
    expect(await workshop.run(['ping', workshop.address])).toMatchObject({ code: 0 });
    await daemon.stop();
  });

  test('stands below the environment, and that below the command line', async () => {
    await configure({ listen: 'tcp://127.0.0.1:1', grace: 1, drain: 1, log: { level: 'trace' } });
    const env = { HOLDALL_GRACE: '2', HOLDALL_DRAIN: '2', HOLDALL_LOG_LEVEL: undefined };
    const { code, output } = await workshop.run(['serve', '--check', '--drain', '3'], { env });
    expect(code).toBe(0);
    expect(output).toMatch(/listen +tcp:\/\/127.0.0.1:1\n/);
    expect(output).toMatch(/grace +2 ms\n/);
    expect(output).toMatch(/drain +3 ms\n/);
    expect(output).toMatch(/log +trace, json\n/);
  });

  test('is told with all of its mistakes at once, each with its place and what is wanted there', async () => {
    await configure({
      lisen: [],
      grace: '5s',
      roles: { worker: [{ objects: 'jobs*', rights: ['raed'] }], owner: [] },
      principals: {
        alice: { authkeyFile: 'none', roles: ['wroker'] },
        'b ob': { publicKey: 'a secret', roles: 'worker' },
        carol: { roles: ['worker'] },
      },
      log: { format: 'xml' },
    });
    const { code, output, errors } = await workshop.run(['serve', '--check']);
    expect([code, output]).toEqual([2, '']);
    for (const part of [
      'lisen: there is no such key; there are $schema, listen,',
      '(did you mean listen?)',
      'grace: it must be a whole number of milliseconds, 0 to 86400000; it is "5s"',
      'roles.worker[0].rights[0]: it must be one of read, write, create, admin; it is "raed" (did you mean read?)',
      'roles.owner: this role is there always',
      'principals.alice.authkeyFile: the authkey file',
      'principals.alice.roles[0]: there is no role "wroker"; there are worker, owner (did you mean worker?)',
      'principals["b ob"]: the name must be of 1 to 64 letters',
      'principals["b ob"].roles: it must be an array',
      'principals.carol: it proves itself by publicKey or by authkeyFile',
      'log.format: it must be one of json, pretty; it is "xml"',
    ]) {
      expect(errors).toContain(part);
    }
    expect(errors).not.toContain('a secret');
    for (const line of errors.trimEnd().split('\n')) expect(line).toContain(workshop.path('holdall.config.json'));
  });

  test('is told with what is wrong between its parts', async () => {
    await workshop.write('key', 'one authkey for both of them');
    const both = { authkeyFile: 'key', roles: ['owner'] };
    await configure({ listen: workshop.address, principals: { alice: both, bob: both } });
    const { code, errors } = await workshop.run(['serve', '--check']);
    expect([code, errors]).toEqual([2, expect.stringMatching(/alice.*bob|bob.*alice/)]);
  });

  test.for([
    ['no JSON', '{\n  "grace": 5,,\n}', 0o600, 'line 2, column 14'],
    ['an array', '[]', 0o600, 'it must be an object with'],
    ['nothing', '', 0o600, 'is not JSON'],
    ['a file that others may change', '{}', 0o620, 'chmod go-w'],
  ] as const)('is refused where it is %s', async ([, content, mode, says]) => {
    await configure(content, mode);
    expect(await workshop.run(['serve', '--check'])).toMatchObject({ code: 2, errors: expect.stringContaining(says) });
  });

  test('that is named must be there', async () => {
    const { code, errors } = await workshop.run(['serve', '--config', 'none.json']);
    expect([code, errors]).toEqual([2, expect.stringContaining('none.json: the file cannot be read (ENOENT)')]);
  });
});

describe('holdall serve --check', () => {
  test('says what would be done, shows no secret, and makes nothing', async () => {
    const { code, output } = await workshop.run(['serve', '--check'], { env: { HOLDALL_AUTHKEY: undefined } });
    expect(code).toBe(0);
    expect(output).toContain(workshop.path('holdall/broker'));
    expect(await workshop.files()).toEqual([]);
    expect((await workshop.run(['serve', '--check'])).output).not.toContain(AUTHKEY);
  });
});

describe('mistakes of the command line and the environment', () => {
  test('are told all at once', async () => {
    const env = { HOLDALL_DRAIN: 'soon', HOLDALL_BUSY_POLL: 'maybe' };
    const { code, errors } = await workshop.run(['serve', '--grace', '-1', '--log-format', 'xml'], { env });
    expect(code).toBe(2);
    for (const source of ['--grace -1', '--log-format xml', 'HOLDALL_DRAIN=soon', 'HOLDALL_BUSY_POLL=maybe']) {
      expect(errors).toContain(source);
    }
  });

  test('an empty variable is as none', async () => {
    const env = { HOLDALL_DRAIN: '', HOLDALL_CONFIG: '', HOLDALL_LISTEN: '' };
    expect(await workshop.run(['serve', '--check'], { env })).toMatchObject({ code: 0 });
  });

  test('one variable takes several addresses', async () => {
    const env = { HOLDALL_LISTEN: `${workshop.address}  tcp://127.0.0.1:0` };
    const daemon = await workshop.serve([], { env });
    expect((await daemon.program.lines(1))[0]).toMatch(/broker and tcp:\/\/127.0.0.1:\d+ /);
    await daemon.stop();
  });
});

describe('the check of a configuration', () => {
  test('never throws, and tells something of all that is not an object with known keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const mistakes: string[] = [];
        configFile.check(value, '', (path, mistake) => mistakes.push(`${path} ${mistake}`));
        const isEmpty =
          typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
        expect(mistakes.length > 0).toBe(!isEmpty);
      }),
    );
  });

  test('finds nothing in what is right', () => {
    const right = {
      $schema: './holdall.config.schema.json',
      listen: ['ipc:///run/holdall', 'tcp://0.0.0.0:5555'],
      curve: { keysFile: 'broker.secret' },
      roles: { all: [{ objects: '*', rights: ['read', 'write', 'create', 'admin'] }], none: [] },
      principals: { 'a.b@c-d_e': { publicKey: KEY, roles: [] } },
      types: ['./types.js'],
    };
    configFile.check(right, '', (path, mistake) => expect.fail(`${path}: ${mistake}`));
  });

  test.for(['__proto__', 'constructor', 'toString'])('takes %s for the unknown key that it is', (key) => {
    const mistakes: string[] = [];
    configFile.check(JSON.parse(`{ "${key}": 1, "log": { "${key}": 2 } }`), '', (path) => mistakes.push(path));
    expect(mistakes).toEqual([key, `log.${key}`]);
  });
});

test('the configuration in docs/operate.md is right', async () => {
  const [, example = ''] = /```json\n(\{\n[\s\S]*?)```/.exec(await readFile('docs/operate.md', 'utf8')) ?? [];
  configFile.check(JSON.parse(example), '', (path, mistake) => expect.fail(`${path}: ${mistake}`));
});
