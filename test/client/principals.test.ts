/** Who may do what, over real sockets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthenticationError,
  type BrokerEvent,
  type ConnectOptions,
  defineType,
  generateKeys,
  Manager,
  PermissionDenied,
  Pool,
  type Roles,
  type RunningBroker,
  SessionEndedError,
  serve,
} from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as tasks from './programs/rights-tasks.mjs';

const authkey = 'the authkey of the owner';
const aliceKey = 'the authkey of alice';
const bobKey = 'the authkey of bob is another';

const roles: Roles = {
  reader: [{ objects: 'jobs*', rights: ['read'] }],
  writer: [{ objects: 'jobs*', rights: ['write', 'create'] }],
};
const principals = {
  alice: { authkey: aliceKey, roles: ['reader'] },
  bob: { authkey: bobKey, roles: ['writer'] },
};

/** What somebody's own promise rejects with. */
async function errorOf(promise: Promise<unknown>): Promise<Error & { code?: string; cause?: unknown }> {
  return promise.then(
    () => expect.unreachable('it was to reject'),
    (error) => error as Error,
  );
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdall-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('principals by their authkeys, over ipc', () => {
  let broker: RunningBroker;
  let events: BrokerEvent[];
  const as = (principal: string, key: string) =>
    Manager.connect(broker.addresses[0] as string, { authkey: key, principal });
  beforeEach(async () => {
    events = [];
    const listen = `ipc://${join(folder, 'broker')}`;
    broker = await serve({ listen, authkey, roles, principals, onEvent: (event) => events.push(event) });
  });
  afterEach(() => broker.close());

  test('one writes, one reads, and what they may not do says which right on what is missing', async () => {
    await using alice = await as('alice', aliceKey);
    await using bob = await as('bob', bobKey);
    await bob.queue<string>('jobs').put('first');
    expect(await alice.queue('jobs').qsize()).toBe(1);
    const refused = await errorOf(alice.queue<string>('jobs').put('second'));
    expect(refused).toBeInstanceOf(PermissionDenied);
    expect(refused.message).toBe(
      'queue.put: writing to queue "jobs" needs the right "write"; principal "alice" has "read" on it',
    );
    expect((await errorOf(bob.queue('jobs').qsize())).message).toContain(
      '"read"; principal "bob" has "write", "create"',
    );
    expect((await errorOf(alice.dict('passwords').get('root'))).message).toBe(
      'open: opening dict "passwords" needs a right on that name; principal "alice" has none',
    );
    expect(await bob.queue('jobs').get()).toBe('first');
  });

  test('what is refused, and who it is refused to, is told to the operator', async () => {
    await using alice = await as('alice', aliceKey);
    await errorOf(alice.queue<string>('jobs').put('second'));
    await errorOf(as('alice', bobKey));
    const denied = events.find(({ kind }) => kind === 'denied');
    expect(denied).toMatchObject({
      session: { principal: 'alice' },
      operation: 'open',
      right: 'create',
      object: 'jobs',
    });
    const refused = events.find(({ kind }) => kind === 'refused');
    expect(refused).toMatchObject({ code: 'AUTHENTICATION', principal: 'alice' });
  });

  test('nobody learns by being refused who there is', async () => {
    const [known, unknown] = [await errorOf(as('alice', bobKey)), await errorOf(as('carol', bobKey))];
    expect(known).toBeInstanceOf(AuthenticationError);
    expect(known.message).toBe(
      'the authkey of this client is not the one of principal "alice" here, or there is nobody of that name',
    );
    expect(unknown.message).toBe(known.message.replace('alice', 'carol'));
  });

  test('the authkey of a principal is not that of the owner, nor the other way round', async () => {
    const address = broker.addresses[0] as string;
    expect(await errorOf(Manager.connect(address, { authkey: aliceKey }))).toBeInstanceOf(AuthenticationError);
    expect(await errorOf(as('alice', authkey))).toBeInstanceOf(AuthenticationError);
    await using owner = await as('owner', authkey);
    expect(await owner.census()).toMatchObject({ sessions: 1 });
  });

  test('the workers of a pool have the rights of its manager, whichever was opened last', async () => {
    await using alice = await as('alice', aliceKey);
    await using bob = await as('bob', bobKey);
    await bob.queue<string>('jobs').put('first');
    const queue = alice.queue<string>('jobs');
    for (const kind of ['process', 'thread'] as const) {
      await using pool = new Pool({ processes: 1, kind, manager: alice });
      expect(await pool.apply(tasks.sizeOf, [queue])).toBe(1);
      expect(await pool.apply(tasks.codeOfPut, [queue, 'second'])).toBe('PERMISSION');
    }
  });

  describe('when they are changed while it runs', () => {
    test('rights are others from the next call on, and waits that lost theirs are refused', async () => {
      await using bob = await as('bob', bobKey);
      const queue = bob.queue<string>('jobs');
      await queue.put('first');
      expect(await queue.get()).toBe('first');
      const wait = errorOf(queue.get());
      await bob.ping();
      broker.reload({ principals: { ...principals, bob: { authkey: bobKey, roles: ['reader'] } } });
      expect(await wait).toBeInstanceOf(PermissionDenied);
      expect(await queue.qsize()).toBe(0);
      broker.reload({ roles: { ...roles, reader: [{ objects: '*', rights: ['read', 'write'] }] } });
      await queue.put('second');
    });

    test('who is gone, or has another key, is told why and ends', async () => {
      await using alice = await as('alice', aliceKey);
      await using bob = await as('bob', bobKey);
      const endings = [alice, bob].map(
        ({ ended }) => new Promise((resolve) => ended.addEventListener('abort', resolve)),
      );
      broker.reload({ principals: { bob: { authkey: 'the new authkey of bob', roles: ['writer'] } } });
      await Promise.all(endings);
      const [gone, changed] = [alice.ended.reason, bob.ended.reason] as SessionEndedError[];
      expect(gone).toBeInstanceOf(SessionEndedError);
      expect(gone?.cause).toBeInstanceOf(PermissionDenied);
      expect(gone?.message).toContain('principal "alice" may not come in any more');
      expect(changed?.cause).toBeInstanceOf(AuthenticationError);
      expect(await errorOf(as('alice', aliceKey))).toBeInstanceOf(AuthenticationError);
      await using again = await as('bob', 'the new authkey of bob');
      await again.queue('jobs').put('first');
    });

    test('a mistake changes nothing', async () => {
      await using alice = await as('alice', aliceKey);
      expect(() => broker.reload({ principals: { alice: { authkey: aliceKey, roles: ['rader'] } } })).toThrow(
        'principal "alice": there is no role "rader"; there are reader, writer, owner',
      );
      await alice.ping();
    });
  });
});

class Tally {
  #count: number;
  constructor(count = 0) {
    this.#count = count;
  }
  static restore(count: number): Tally {
    return new Tally(count);
  }
  snapshot(): number {
    return this.#count;
  }
  add(): number {
    return ++this.#count;
  }
  shown(): number {
    return this.#count;
  }
}
const tally = defineType('tally', Tally, { methods: ['add', 'shown'], reads: ['shown'] });

test('of a type of one’s own, who may read calls the methods that only read', async () => {
  const listen = 'memory://tally';
  await using broker = await serve({ listen, authkey, roles, principals, types: [tally] });
  const [address] = broker.addresses as [string];
  await using bob = await Manager.connect(address, { authkey: bobKey, principal: 'bob' });
  await using alice = await Manager.connect(address, { authkey: aliceKey, principal: 'alice' });
  expect(await bob.open(tally, 'jobs done').add()).toBe(1);
  const mine = alice.open(tally, 'jobs done');
  expect(await mine.shown()).toBe(1);
  expect((await errorOf(mine.add())).message).toBe(
    'tally.add: writing to tally "jobs done" needs the right "write"; principal "alice" has "read" on it',
  );
});

describe.each(['ipc', 'tcp'])('principals by their CURVE keys, over %s', (scheme) => {
  const [curve, alice, stranger] = [generateKeys(), generateKeys(), generateKeys()];
  const keysOf = (keys: typeof alice): ConnectOptions => ({ keys: { ...keys, serverKey: curve.publicKey } });
  let broker: RunningBroker;
  let address: string;
  beforeEach(async () => {
    const listen = scheme === 'ipc' ? `ipc://${join(folder, 'broker')}` : 'tcp://127.0.0.1:*';
    const local = `ipc://${join(folder, 'local')}`;
    const known = { alice: { publicKey: alice.publicKey, roles: ['reader'] } };
    broker = await serve({ listen: [listen, local], authkey, roles, principals: known, curve });
    address = broker.addresses[0] as string;
    await using owner = await Manager.connect(local, { authkey });
    await owner.queue('jobs').put('first');
  });
  afterEach(() => broker.close());

  test('are let in, and may do what they may', async () => {
    await using manager = await Manager.connect(address, keysOf(alice));
    const queue = manager.queue<string>('jobs');
    expect(await queue.qsize()).toBe(1);
    expect(await errorOf(queue.put('second'))).toBeInstanceOf(PermissionDenied);
  });

  test('are let in from pools of processes and of threads', async () => {
    await using manager = await Manager.connect(address, keysOf(alice));
    const queue = manager.queue<string>('jobs');
    for (const kind of ['process', 'thread'] as const) {
      await using pool = new Pool({ processes: 1, kind });
      expect(await pool.apply(tasks.sizeOf, [queue])).toBe(1);
      expect(await pool.apply(tasks.sizeOfNamed, ['jobs'])).toBe(1);
      expect(await pool.apply(tasks.codeOfPut, [queue, 'second'])).toBe('PERMISSION');
    }
  });

  test('are refused where nobody has that key, and where the broker has another one', async () => {
    const unknown = await errorOf(Manager.connect(address, keysOf(stranger)));
    expect(unknown).toBeInstanceOf(AuthenticationError);
    const keys = { ...alice, serverKey: stranger.publicKey };
    expect(await errorOf(Manager.connect(address, { keys }))).toBeInstanceOf(AuthenticationError);
  });
});
