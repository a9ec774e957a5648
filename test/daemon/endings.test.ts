/** How commands end that are not allowed, or whose output nobody reads to its end. */
import { Manager } from 'holdall';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { Program } from '../harness/processes.js';
import { type Daemon, Workshop } from '../harness/workshop.js';

let workshop: Workshop;
let daemon: Daemon;
beforeEach(async () => {
  workshop = await Workshop.open();
  await workshop.write('bob.key', 'the authkey of bob alone');
  await workshop.write('holdall.config.json', {
    listen: workshop.address,
    roles: { worker: [{ objects: 'jobs*', rights: ['read', 'write'] }] },
    principals: { bob: { authkeyFile: 'bob.key', roles: ['worker'] } },
  });
  daemon = await workshop.serve([]);
});
afterEach(async () => {
  expect(await daemon.stop()).toMatchObject({ code: 0 });
  await workshop.close();
});

test('what the principal may not do ends with code 4, and says which right is missing', async () => {
  const asBob = ['--address', workshop.address, '--authkey-file', 'bob.key', '--principal', 'bob'];
  for (const command of [['status'], ['show', 'jobs'], ['drop', 'jobs'], ['clients']]) {
    const { code, errors } = await workshop.run([...command, ...asBob], { env: { HOLDALL_AUTHKEY: undefined } });
    expect([code, errors]).toEqual([4, expect.stringContaining('principal "bob"')]);
  }
});

test('who reads the first line only, as head does, ends no command with an error', async () => {
  const manager = await Manager.connect(workshop.address, { authkey: AUTHKEY });
  for (let count = 0; count < 2_000; count++) await manager.counter(`a counter with a rather long name ${count}`).get();
  const line = `"${process.execPath}" dist/src/daemon/main.js ls --address ${workshop.address} --json --limit 5000`;
  const script = `set -o pipefail; ${line} | head -1; echo "codes $\{PIPESTATUS[*]}"`;
  const { output, errors } = await new Program('bash', ['-c', script], {
    isCommand: true,
    env: { HOLDALL_AUTHKEY: AUTHKEY },
  }).ended;
  expect([output.trimEnd().split('\n').at(-1), errors]).toEqual(['codes 0 0', '']);
  await manager.close();
});

test('an error that quotes what somebody chose does not steer the terminal', async () => {
  const { errors } = await workshop.run(['show', 'no\u009b31mname', '--address', workshop.address]);
  expect(errors).toContain('no\\x9b31mname');
});
