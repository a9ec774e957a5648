/** Who a client says it is, frame by frame. PROTOCOL.md, "Handshake". */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyBytes } from '../../src/keys/keys.js';
import { RawPeer } from '../harness/raw-peer.js';

const authkey = 'the authkey of the owner';
const [aliceKey, bobKey] = ['the authkey of alice', 'the authkey of bob is another'];
const known = generateKeys();
const roles = ['owner'];
const principals = {
  alice: { authkey: aliceKey, roles },
  bob: { authkey: bobKey, roles },
  carol: { publicKey: known.publicKey, roles },
};
const key = keyBytes(known.publicKey, 'key');

let folder: string;
let broker: RunningBroker;
let peers: RawPeer[];
beforeEach(async () => {
  peers = [];
  folder = await mkdtemp(join(tmpdir(), 'holdall-'));
  broker = await serve({ listen: `ipc://${join(folder, 'broker')}`, authkey, principals, curve: generateKeys() });
});
afterEach(async () => {
  for (const peer of peers) peer.close();
  await broker.close();
  await rm(folder, { recursive: true });
});

async function connect(): Promise<RawPeer> {
  const peer = await RawPeer.connect(broker.addresses[0] as string);
  peers.push(peer);
  return peer;
}

describe('a hello', () => {
  test('that says it both ways is refused', async () => {
    const peer = await connect();
    peer.hello({ principal: 'alice', key });
    expect(await peer.refusal()).toBe('PROTOCOL');
  });

  test.for<[string, object]>([
    ['a name that nobody can have', { principal: 'al ice' }],
    ['a key that is too short', { key: key.subarray(1) }],
  ])('with %s is refused', async ([, who]) => {
    const peer = await connect();
    peer.hello(who);
    expect(await peer.refusal()).toBe('PROTOCOL');
  });

  test.for<[string, object]>([
    ['a known name', { principal: 'alice' }],
    ['an unknown name', { principal: 'nobody' }],
    ['a name whose proof is by a key', { principal: 'carol' }],
    ['a known key', { key }],
    ['an unknown key', { key: keyBytes(generateKeys().publicKey, 'key') }],
    ['a key that has no secret', { key: new Uint8Array(32) }],
  ])('with %s is challenged, and refused at a proof that is wrong', async ([, who]) => {
    const peer = await connect();
    peer.hello(who);
    await peer.challenged();
    peer.authenticate({ proof: peer.proof(new Uint8Array(32)) });
    expect(await peer.refusal()).toBe('AUTHENTICATION');
  });
});

test('a session is resumed by its own principal alone', async () => {
  const alice = await connect();
  const welcome = await alice.enter(aliceKey, { principal: 'alice' });
  for (const [otherKey, who] of [
    [bobKey, { principal: 'bob' }],
    [authkey, {}],
  ] as const) {
    const [name, body] = await (await connect()).resume(otherKey, welcome, 0, who);
    expect([name, body]).toMatchObject(['refused', { code: 'SESSION_ENDED' }]);
  }
  const [name] = await (await connect()).resume(aliceKey, welcome, 0, { principal: 'alice' });
  expect(name).toBe('welcome');
});
