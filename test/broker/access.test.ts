/** What is wrong with roles and principals is said, all of it at once. */
import { ArgumentError, generateKeys, Manager, type ServeOptions, serve } from 'holdall';
import { describe, expect, test } from 'vitest';

const authkey = 'the authkey of the owner';
const aliceKey = 'the authkey of alice';
const curve = generateKeys();
const listen = 'memory://access';

/** What `serve` rejects these options with. */
async function mistakesOf(options: Partial<ServeOptions>): Promise<string[]> {
  const error = await serve({ listen, authkey, ...options }).then(
    () => expect.unreachable('it was to reject'),
    (thrown) => thrown as Error,
  );
  expect(error).toBeInstanceOf(ArgumentError);
  return error.message.split('\n');
}

const { publicKey } = generateKeys();

describe('serve refuses', () => {
  test.for<[string, object, string]>([
    [
      'a name that is none',
      { principals: { 'al ice': { authkey: aliceKey, roles: [] } } },
      'principals of serve: "al ice" is no name: use 1 to 64 characters of A-Z a-z 0-9 _ . @ -',
    ],
    [
      'a role of the name of the owner',
      { roles: { owner: [] } },
      'roles of serve: "owner" is reserved: it is whoever has the authkey of the broker itself',
    ],
    [
      'an unknown role',
      { roles: { worker: [] }, principals: { alice: { authkey: aliceKey, roles: ['wroker'] } } },
      'principal "alice": there is no role "wroker"; there are worker, owner',
    ],
    [
      'an unknown right',
      { roles: { worker: [{ objects: 'a', rights: ['raed'] }] } },
      'role "worker", grant 1: there is no right "raed"; there are read, write, create, admin',
    ],
    [
      'a right that was forgotten',
      { roles: { worker: [{ objects: 'a', rights: [undefined] }] } },
      'role "worker", grant 1: there is no right undefined; there are read, write, create, admin',
    ],
    [
      'a role that was forgotten',
      { roles: { worker: [] }, principals: { alice: { authkey: aliceKey, roles: ['worker', undefined] } } },
      'principal "alice": there is no role undefined; there are worker, owner',
    ],
    [
      'a pattern that is none',
      { roles: { worker: [{ objects: '', rights: ['read'] }] } },
      'role "worker", grant 1: objects must be a pattern of 1 to 512 bytes, as \'jobs*\' (`*` stands for any run of characters); got ""',
    ],
    [
      'two keys for one',
      { curve, principals: { alice: { authkey: aliceKey, publicKey, roles: [] } } },
      'principal "alice": has both an authkey and a publicKey: give the one that it is to prove itself by',
    ],
    [
      'no key',
      { principals: { alice: { roles: [] } } },
      'principal "alice": needs an authkey or a publicKey to prove itself by',
    ],
    [
      'one key for two',
      { curve, principals: { alice: { publicKey, roles: [] }, bob: { publicKey, roles: [] } } },
      'principals "alice" and "bob" have the same publicKey: each needs its own',
    ],
    [
      'the key of the owner for another',
      { principals: { alice: { authkey, roles: [] } } },
      'principals "owner" and "alice" have the same authkey: each needs its own',
    ],
    [
      'a public key where the broker has none',
      { principals: { alice: { publicKey, roles: [] } } },
      'principal "alice": has a publicKey, but the broker has no keys itself: give it some by curve',
    ],
    [
      'a public key that everybody has the secret of',
      { curve, principals: { alice: { publicKey: '0'.repeat(40), roles: [] } } },
      'principal "alice": publicKey is none that anybody can have the secret key of',
    ],
  ])('%s', async ([, options, mistake]) => {
    expect(await mistakesOf(options)).toEqual([mistake]);
  });

  test('all mistakes at once', async () => {
    const roles = { worker: [{ objects: 'a', rights: ['raed' as never] }], owner: [] };
    const principals = { '': { authkey: aliceKey, roles: [] }, bob: { authkey: 'short', roles: [] } };
    expect(await mistakesOf({ roles, principals })).toHaveLength(4);
  });

  test('to serve nobody at all', async () => {
    const error = await serve({ listen }).catch((thrown) => thrown);
    expect(error.message).toBe('serve needs an authkey of 16 bytes or more, or principals: give { authkey }');
  });
});

test('there can be principals without an owner', async () => {
  await using broker = await serve({ listen, principals: { alice: { authkey: aliceKey, roles: ['owner'] } } });
  const [address] = broker.addresses as [string];
  await using alice = await Manager.connect(address, { authkey: aliceKey, principal: 'alice' });
  expect(await alice.census()).toMatchObject({ sessions: 1 });
  await expect(Manager.connect(address, { authkey })).rejects.toThrow('the authkey of this client is not the one of');
});

describe('Manager.connect refuses', () => {
  const keys = { ...generateKeys(), serverKey: curve.publicKey };
  test.for<[string, object, string]>([
    [
      'both keys and an authkey',
      { keys, authkey },
      'Manager.connect was given keys and an authkey: give the keys alone',
    ],
    ['both keys and a principal', { keys, principal: 'alice' }, 'Manager.connect was given keys and a principal'],
    [
      'a principal that is none',
      { authkey, principal: 'al ice' },
      'principal of Manager.connect must be a name of 1 to 64',
    ],
    [
      'keys of two pairs',
      { keys: { ...keys, publicKey } },
      'publicKey and secretKey in keys of Manager.connect are not of',
    ],
    [
      'a key that is none',
      { keys: { ...keys, serverKey: 'x' } },
      'serverKey in keys of Manager.connect must be a CURVE key',
    ],
    [
      'a key of no broker',
      { keys: { ...keys, serverKey: '0'.repeat(40) } },
      'serverKey in keys of Manager.connect is none',
    ],
    [
      'an option of keys that there is not',
      { keys: { ...keys, key: 'x' } },
      'keys of Manager.connect has no option "key"',
    ],
  ])('%s', async ([, options, mistake]) => {
    const error = await Manager.connect(listen, options).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toContain(mistake);
    expect(error.message).not.toContain(keys.secretKey);
  });
});
