import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, stat, symlink } from 'node:fs/promises';
import { Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Program } from '../harness/processes.js';
import { Workshop } from '../harness/workshop.js';

const NO_KEY = { env: { HOLDALL_AUTHKEY: undefined } };

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.close());

const modeOf = async (name: string) => (await stat(workshop.path(name))).mode & 0o777;

describe('holdall serve without options', () => {
  test('serves in a directory that only its owner may enter, by an authkey that only its owner may read', async () => {
    const daemon = await workshop.serve([], NO_KEY);
    const [line] = await daemon.program.lines(1);
    expect(line).toContain(`ipc://${workshop.path('holdall/broker')} `);
    expect([await modeOf('holdall'), await modeOf('holdall/authkey')]).toEqual([0o700, 0o600]);
    expect(await workshop.run(['ping'], NO_KEY)).toMatchObject({ code: 0, errors: '' });
    expect(await daemon.stop()).toMatchObject({ code: 0 });
  });

  test('is found by Manager.connect() in any program of the same user', async () => {
    const daemon = await workshop.serve([], NO_KEY);
    const program = new Program('test/daemon/programs/join.mjs', [], {
      env: { HOLDALL_AUTHKEY: undefined, XDG_RUNTIME_DIR: workshop.directory },
    });
    expect(await program.ended).toMatchObject({ code: 0, output: 'itcast\n', errors: '' });
    await daemon.stop();
  });

  test('keeps its authkey, so that those who know it find it again', async () => {
    const places = [];
    for (let times = 0; times < 2; times++) {
      const daemon = await workshop.serve([], NO_KEY);
      places.push((await stat(workshop.path('holdall/authkey'))).ino);
      await daemon.stop();
    }
    expect(places[0]).toBe(places[1]);
  });

  test.for([
    ['its own address', '', /^holdall: the authkey file .* cannot be made \(EFBIG\)\n$/],
    ['another', '-l "$ADDRESS"', /^holdall: cannot listen at .*EFBIG\n$/],
  ] as const)('says that the disk takes no file, at %s, and leaves none', async ([, options, expected]) => {
    const noRoom = "trap '' XFSZ && ulimit -f 0";
    const env = options === '' ? NO_KEY.env : {};
    const { code, errors } = await workshop.startInShell(`${noRoom} && exec "$NODE" "$MAIN" serve ${options}`, env)
      .ended;
    expect([code, errors]).toEqual([1, expect.stringMatching(expected)]);
    expect(await readdir(workshop.directory, { recursive: true })).toEqual(options === '' ? ['holdall'] : []);
  });

  test('is refused where it runs already, and the first goes on', async () => {
    const daemon = await workshop.serve([], NO_KEY);
    const second = await workshop.run(['serve'], NO_KEY);
    expect(second).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('in use') });
    expect(await workshop.run(['ping'], NO_KEY)).toMatchObject({ code: 0 });
    await daemon.stop();
  });

  test.for([
    [
      'is a symbolic link',
      async (path: string) => {
        await mkdir(`${path}-elsewhere`, { mode: 0o700 });
        await symlink(`${path}-elsewhere`, path);
      },
    ],
    [
      'is open to other users',
      async (path: string) => {
        await mkdir(path);
        await chmod(path, 0o750);
      },
    ],
    ['is not a directory', async (path: string) => rename(await workshop.write('a file', ''), path)],
  ] as const)('is refused, and not looked for, where its directory %s', async ([says, spoil]) => {
    await spoil(workshop.path('holdall'));
    for (const command of ['serve', 'ping']) {
      const { code, errors } = await workshop.run([command], NO_KEY);
      expect([code, errors]).toEqual([2, expect.stringContaining(says)]);
    }
  });

  test('uses the authkey of the environment where there is one, and makes none', async () => {
    const daemon = await workshop.serve([]);
    expect(await workshop.run(['ping'])).toMatchObject({ code: 0 });
    await expect(stat(workshop.path('holdall/authkey'))).rejects.toMatchObject({ code: 'ENOENT' });
    await daemon.stop();
  });
});

/** Clients look there too, so where this user's own broker serves nothing can be said of one that is not there. */
const hasOwnBroker = existsSync(`/tmp/holdall-${process.getuid?.()}/broker`);

describe('a broker that is not there', () => {
  test.skipIf(hasOwnBroker)('is told as such, with the places that were looked at', async () => {
    const { code, errors } = await workshop.run(['ping'], NO_KEY);
    expect([code, errors]).toEqual([3, expect.stringContaining(workshop.path('holdall'))]);
    expect(errors).toContain('`holdall serve`');
  });

  test.skipIf(hasOwnBroker)('is a ConnectError of Manager.connect() too', async () => {
    const before = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = workshop.directory;
    try {
      await expect(Manager.connect()).rejects.toMatchObject({ code: 'CONNECT' });
    } finally {
      if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = before;
    }
  });

  test('is looked for at the address that the environment names', async () => {
    const daemon = await workshop.serve();
    expect(await workshop.run(['ping'], { env: { HOLDALL_ADDRESS: workshop.address } })).toMatchObject({ code: 0 });
    await daemon.stop();
  });
});
