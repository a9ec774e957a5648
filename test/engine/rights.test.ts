/** Who may do what, through raw calls. PROTOCOL.md, "Principals and rights". */
import { describe, expect, test } from 'vitest';
import { BrokerKind, ClientKind, type StreamNumber } from '../../protocol/messages.js';
import type { Grant, Principal, Right } from '../../src/engine/principal.js';
import { brokerOperations } from '../../src/objects/broker/operations.js';
import { Driver, type Guest, item } from './driver.js';

function principal(...grants: readonly (readonly [objects: string, ...rights: Right[]])[]): Principal {
  return { name: 'alice', grants: grants.map(([objects, ...rights]): Grant => ({ objects, rights })) };
}

/** The owner, and somebody with these grants. */
function guests(...grants: readonly (readonly [objects: string, ...rights: Right[]])[]) {
  const driver = new Driver();
  return { driver, owner: driver.guest(), alice: driver.guest(0, principal(...grants)) };
}

/** The message of the error that answers a call. */
function objection(guest: Guest, call: StreamNumber): string | undefined {
  const [answer] = guest.answersTo(call);
  return answer?.[0] === BrokerKind.error ? answer[2].message : undefined;
}

/** The owner hands a reference over, through an unnamed queue of alice's: the handle that she knows the object by. */
function handOver(owner: Guest, alice: Guest, handle: number): number {
  const opened = alice.outcome(alice.open(90, 'queue')) as [string];
  owner.say([ClientKind.attach, 90, opened[0]]);
  owner.call(90, 'put', [[item(1), [handle]]]);
  const [, references] = alice.outcome(alice.call(90, 'get')) as [Uint8Array, [number][]];
  return references[0]?.[0] as number;
}

describe('a named object', () => {
  test('can be read with the right to read, and not written to', () => {
    const { owner, alice } = guests(['jobs', 'read']);
    owner.open(1, 'queue', 'jobs');
    owner.call(1, 'put', [item(7)]);
    alice.open(1, 'queue', 'jobs');
    expect(alice.outcome(alice.call(1, 'qsize'))).toBe(1);
    expect(alice.outcome(alice.call(1, 'peek'))).toEqual(item(7));
    expect(objection(alice, alice.call(1, 'put', [item(8)]))).toBe(
      'queue.put: writing to queue "jobs" needs the right "write"; principal "alice" has "read" on it',
    );
    expect(alice.outcome(alice.call(1, 'get'))).toBe('PERMISSION');
    expect(owner.outcome(owner.call(1, 'qsize'))).toBe(1);
  });

  test('can be written to with the right to write, and not read', () => {
    const { owner, alice } = guests(['jobs', 'write']);
    owner.open(1, 'queue', 'jobs');
    alice.open(1, 'queue', 'jobs');
    expect(alice.outcome(alice.call(1, 'put', [item(8)]))).toBeNull();
    expect(objection(alice, alice.call(1, 'qsize'))).toBe(
      'queue.qsize: reading queue "jobs" needs the right "read"; principal "alice" has "write" on it',
    );
  });

  test('is made with the right to create alone', () => {
    const { alice } = guests(['jobs*', 'read', 'write'], ['jobs-of-alice*', 'create']);
    expect(alice.outcome(alice.open(1, 'queue', 'jobs-of-alice-1'))).toBeInstanceOf(Array);
    expect(alice.outcome(alice.call(1, 'put', [item(1)]))).toBeNull();
    expect(objection(alice, alice.open(2, 'queue', 'jobs'))).toBe(
      'open: creating queue "jobs" needs the right "create"; principal "alice" has "read", "write" on it',
    );
    expect(alice.outcome(alice.call(2, 'put', [item(1)]))).toBe('PERMISSION');
  });

  test('is not told from none by who has no right on its name', () => {
    const { owner, alice } = guests(['jobs', 'read', 'write', 'create']);
    owner.open(1, 'dict', 'there');
    const refused = ['there', 'not there'].map((name, place) => alice.open(place + 1, 'queue', name));
    const messages = refused.map((call) => objection(alice, call)?.replace('not there', 'there'));
    expect(messages[0]).toBe('open: opening queue "there" needs a right on that name; principal "alice" has none');
    expect(messages[1]).toBe(messages[0]);
  });

  test('is not reached by its id without a right on its name', () => {
    const { owner, alice } = guests(['jobs', 'read']);
    const [id] = owner.outcome(owner.open(1, 'queue', 'secrets')) as [string];
    expect(alice.outcome(alice.say([ClientKind.attach, 1, id]))).toBe('PERMISSION');
  });

  test('is not reached by a reference in a value without a right on its name', () => {
    const { owner, alice } = guests();
    owner.open(1, 'queue', 'secrets');
    const handle = handOver(owner, alice, 1);
    expect(objection(alice, alice.call(handle, 'put', [item(1)]))).toBe(
      'queue.put: writing to queue "secrets" needs the right "write"; principal "alice" has no right on it',
    );
    expect(alice.outcome(alice.call(handle, 'qsize'))).toBe('PERMISSION');
  });

  test('can be handed on in a value by who has no right on it, as every reference', () => {
    const { owner, alice } = guests();
    owner.open(1, 'queue', 'secrets');
    const handle = handOver(owner, alice, 1);
    alice.call(90, 'put', [[item(2), [handle]]]);
    expect(owner.outcome(owner.call(90, 'get'))).toEqual([item(2), [[1, expect.any(String), 'queue', 'secrets']]]);
  });
});

describe('an object without a name', () => {
  test('is for everybody to make, and for whoever has a reference to it', () => {
    const { owner, alice } = guests();
    owner.open(1, 'dict');
    const handle = handOver(owner, alice, 1);
    expect(alice.outcome(alice.call(handle, 'set', [item(1), item(2)]))).toBeNull();
    expect(owner.outcome(owner.call(1, 'get', [item(1)]))).toEqual(item(2));
  });

  test('that stands on a named one takes the right to use that one', () => {
    const { owner, alice } = guests(['readable', 'read'], ['writable', 'write']);
    owner.open(1, 'topic', 'readable');
    owner.open(2, 'topic', 'writable');
    alice.open(1, 'topic', 'readable');
    alice.open(2, 'topic', 'writable');
    expect(alice.outcome(alice.open(3, 'subscription', null, { topic: 1 }))).toBeInstanceOf(Array);
    expect(objection(alice, alice.open(4, 'subscription', null, { topic: 2 }))).toBe(
      'option topic of subscription: reading topic "writable" needs the right "read"; principal "alice" has "write" on it',
    );
  });

  test('is no way to read a topic for who may not', () => {
    const { owner, alice } = guests();
    owner.open(1, 'topic', 'secrets');
    owner.open(2, 'subscription', null, { topic: 1 });
    owner.call(1, 'publish', [item(1)]);
    const handle = handOver(owner, alice, 2);
    expect(objection(alice, alice.call(handle, 'next'))).toBe(
      'subscription.next: reading topic "secrets" needs the right "read"; principal "alice" has no right on it',
    );
  });

  test('is no way to have dead letters written where one may not', () => {
    const { owner, alice } = guests(['letters', 'read']);
    owner.open(1, 'queue', 'letters');
    alice.open(1, 'queue', 'letters');
    expect(alice.outcome(alice.open(2, 'queue', null, { maxDeliveries: 1, deadLetter: 1 }))).toBe('PERMISSION');
  });

  test('is no way to a lock for who may not take that', () => {
    const { owner, alice } = guests(['l', 'read'], ['c', 'read', 'write', 'create']);
    owner.open(1, 'rLock', 'l');
    owner.open(2, 'condition', 'c', { lock: 1 });
    alice.open(1, 'rLock', 'l');
    alice.open(2, 'condition', 'c');
    expect(alice.outcome(alice.call(2, 'locked'))).toBe(false);
    expect(objection(alice, alice.call(2, 'acquire'))).toBe(
      'condition.acquire: writing to rLock "l" needs the right "write"; principal "alice" has "read" on it',
    );
    expect(alice.outcome(alice.open(3, 'condition', null, { lock: 1 }))).toBe('PERMISSION');
  });
});

/** The broker's operations that are for who administers the names that they are about, or for everybody. */
const byName = ['ping', 'who', 'objects', 'show', 'drop', 'rename'];

/** All others tell of everything, or change it. */
const ofAdministrators = Object.keys(brokerOperations).filter((name) => !byName.includes(name));

/** What they cannot be called without. */
const needed: Readonly<Record<string, readonly unknown[]>> = { kick: [99] };

test('a fence tells nothing of a lock on which one has no right', () => {
  const { owner, alice } = guests(['seen', 'read']);
  for (const [handle, name] of [
    [1, 'seen'],
    [2, 'secret'],
  ] as const) {
    owner.open(handle, 'lock', name);
    owner.call(handle, 'acquire');
  }
  alice.open(1, 'lock', 'seen');
  const secret = handOver(owner, alice, 2);
  expect(alice.outcome(alice.call(90, 'qsize', [], { fence: [1, 1] }))).toBe(0);
  expect(alice.outcome(alice.call(90, 'qsize', [], { fence: [secret, 1] }))).toBe('PERMISSION');
});

describe('the broker itself', () => {
  test('answers a ping to everybody, and nothing else to who does not administer all names', () => {
    const { alice } = guests(['*-jobs', 'admin'], ['*', 'read', 'write', 'create']);
    expect(alice.outcome(alice.call(0, 'ping', [item(1)]))).toEqual(item(1));
    for (const operation of ofAdministrators) {
      expect(objection(alice, alice.call(0, operation, needed[operation]))).toBe(
        `broker.${operation} needs the right "admin" on all names, by the pattern "*"; principal "alice" does not have it`,
      );
    }
  });

  test('answers all to who administers all names', () => {
    const { alice } = guests(['*', 'admin']);
    for (const operation of ofAdministrators) {
      expect(alice.outcome(alice.call(0, operation, needed[operation]))).not.toBe('PERMISSION');
    }
  });

  test('shows, drops and renames for who administers the names, both of them', () => {
    const { owner, alice } = guests(['mine*', 'admin'], ['*', 'read', 'write', 'create']);
    for (const [handle, name] of ['mine', 'theirs'].entries()) owner.open(handle + 1, 'queue', name);
    const outcomeOf = (operation: string, ...args: string[]) => alice.outcome(alice.call(0, operation, args));
    expect(outcomeOf('show', 'theirs')).toBe('PERMISSION');
    expect(outcomeOf('show', 'not there')).toBe('PERMISSION');
    expect(outcomeOf('drop', 'theirs')).toBe('PERMISSION');
    expect(outcomeOf('rename', 'theirs', 'mine too')).toBe('PERMISSION');
    expect(outcomeOf('rename', 'mine', 'not mine')).toBe('PERMISSION');
    expect(JSON.stringify(outcomeOf('objects'))).not.toContain('theirs');
    expect(outcomeOf('rename', 'mine', 'mine too')).toMatchObject({ name: 'mine too' });
    expect(outcomeOf('drop', 'mine too')).toMatchObject({ name: 'mine too' });
  });

  test.each([
    [
      ['jobs', 'admin'],
      ['mine', 'admin', 'read'],
      'reading "jobs" needs the right "read"; principal "alice" has "admin" on it',
    ],
    [
      ['jobs', 'admin', 'write'],
      ['mine', 'admin'],
      'writing to "mine" needs the right "write"; principal "alice" has "admin" on it',
    ],
    [
      ['jobs', 'admin'],
      ['mine', 'admin', 'create'],
      'creating "jobs" needs the right "create"; principal "alice" has "admin" on it',
    ],
  ] as const)('gives nobody by a rename what they may not do: %j to %j', (before, after, lack) => {
    const { owner, alice } = guests([...before], [...after]);
    owner.open(1, 'queue', 'jobs');
    expect(objection(alice, alice.call(0, 'rename', ['jobs', 'mine']))).toBe(`broker.rename: ${lack}`);
    expect(objection(alice, alice.call(0, 'show', ['jobs']))).toBeUndefined();
  });

  test.each([
    ['none of the deadlocks in which there is what one may not administer', ['mine', 'admin'], 0],
    ['the deadlocks among what one may administer', ['*', 'admin'], 1],
  ] as const)('tells %s', (_what, grant, count) => {
    const { driver, owner, alice } = guests([...grant]);
    const other = driver.guest();
    for (const guest of [owner, other]) {
      guest.open(1, 'rLock', 'mine');
      guest.open(2, 'rLock', 'secret');
    }
    alice.open(1, 'rLock', 'mine');
    owner.call(1, 'acquire');
    other.call(2, 'acquire');
    owner.call(2, 'acquire');
    other.call(1, 'acquire');
    driver.now += 5_000;
    const asked = [alice.call(0, 'who', [[item(1), [1]]]), alice.call(0, 'show', ['mine'])];
    for (const call of asked) {
      expect((alice.outcome(call) as { deadlocks: object[] }).deadlocks).toHaveLength(count);
    }
  });

  test('gives an object that it renames the rights on its new name, for handles that are open and for who waits', () => {
    const { owner, alice } = guests(['jobs', 'write']);
    owner.open(1, 'queue', 'jobs');
    alice.open(1, 'queue', 'jobs');
    const wait = alice.call(1, 'get');
    owner.call(0, 'rename', ['jobs', 'secrets']);
    expect(alice.outcome(wait)).toBe('PERMISSION');
    expect(alice.outcome(alice.call(1, 'put', [item(1)]))).toBe('PERMISSION');
    owner.call(0, 'rename', ['secrets', 'jobs']);
    expect(alice.outcome(alice.call(1, 'put', [item(1)]))).toBeNull();
  });

  test('tells who has to do with an object to who administers its name', () => {
    const { owner, alice } = guests(['jobs', 'admin'], ['other', 'read', 'write']);
    owner.open(1, 'queue', 'jobs');
    owner.open(2, 'queue', 'other');
    for (const [handle, name] of [
      [1, 'jobs'],
      [2, 'other'],
    ] as const)
      alice.open(handle, 'queue', name);
    expect(alice.outcome(alice.call(0, 'who', [[item(1), [1]]]))).toMatchObject({ name: 'jobs' });
    expect(objection(alice, alice.call(0, 'who', [[item(1), [2]]]))).toBe(
      'broker.who: administering "other" needs the right "admin"; principal "alice" has "read", "write" on it',
    );
  });
});

describe('rights that change', () => {
  test('are others from the next call on', () => {
    const { owner, alice } = guests(['jobs', 'read']);
    owner.open(1, 'queue', 'jobs');
    alice.open(1, 'queue', 'jobs');
    alice.entitle(principal(['jobs', 'write']));
    expect(alice.outcome(alice.call(1, 'put', [item(1)]))).toBeNull();
    expect(alice.outcome(alice.call(1, 'qsize'))).toBe('PERMISSION');
  });

  test('end the waits that they do not allow any more, and no others', () => {
    const { owner, alice } = guests(['*', 'read', 'write']);
    for (const [handle, name] of ['a', 'b'].entries()) owner.open(handle + 1, 'queue', name);
    for (const [handle, name] of ['a', 'b'].entries()) alice.open(handle + 1, 'queue', name);
    alice.open(3, 'queue');
    const waits = [1, 2, 3].map((handle) => alice.call(handle, 'get'));
    alice.entitle(principal(['b', 'write']));
    expect(waits.map((call) => alice.outcome(call))).toEqual(['PERMISSION', undefined, undefined]);
    owner.call(1, 'put', [item(1)]);
    expect(owner.outcome(owner.call(1, 'qsize'))).toBe(1);
    owner.call(2, 'put', [item(2)]);
    expect(alice.outcome(waits[1] as number)).toEqual(item(2));
  });

  test('end what an unnamed subscription gave of a topic', () => {
    const { owner, alice } = guests(['news', 'read']);
    owner.open(1, 'topic', 'news');
    alice.open(1, 'topic', 'news');
    alice.open(2, 'subscription', null, { topic: 1 });
    const wait = alice.call(2, 'next');
    alice.entitle(principal());
    owner.call(1, 'publish', [item(1)]);
    expect(alice.outcome(wait)).toBe('PERMISSION');
    expect(alice.outcome(alice.call(2, 'next'))).toBe('PERMISSION');
  });

  test('refuse who sleeps on a condition, and leave the others their notifications', () => {
    const { owner, alice } = guests(['c', 'read', 'write']);
    owner.open(1, 'condition', 'c');
    alice.open(1, 'condition', 'c');
    alice.call(1, 'acquire');
    const sleeps = alice.call(1, 'wait');
    owner.call(1, 'acquire', [], { owner: 'sleeper' });
    const ownerSleeps = owner.call(1, 'wait', [], { owner: 'sleeper' });
    alice.entitle(principal(['c', 'read']));
    expect(alice.outcome(sleeps)).toBe('PERMISSION');
    owner.call(1, 'acquire');
    owner.call(1, 'notify');
    owner.call(1, 'release');
    expect(owner.outcome(ownerSleeps)).toMatchObject(['notified', 4, false]);
  });

  test('refuse who sleeps on a condition of a lock that it may not take any more', () => {
    const { owner, alice } = guests(['*', 'read', 'write']);
    owner.open(1, 'rLock', 'l');
    owner.open(2, 'condition', 'c', { lock: 1 });
    owner.call(2, 'acquire', [], { owner: 'sleeper' });
    const ownerSleeps = owner.call(2, 'wait', [], { owner: 'sleeper' });
    alice.open(1, 'condition', 'c');
    alice.call(1, 'acquire');
    const sleeps = alice.call(1, 'wait');
    alice.entitle(principal(['c', 'read', 'write']));
    expect(objection(alice, sleeps)).toBe(
      'condition.wait: writing to rLock "l" needs the right "write"; principal "alice" has no right on it',
    );
    owner.call(2, 'acquire');
    owner.call(2, 'notify', [2]);
    owner.call(2, 'release');
    expect(owner.outcome(ownerSleeps)).toMatchObject(['notified', 4, false]);
  });

  test('refuse who sleeps on a condition whose lock has a name now that it may not use', () => {
    const { owner, alice } = guests(['open*', 'read', 'write'], ['c', 'write']);
    owner.open(1, 'lock', 'open');
    owner.open(2, 'condition', 'c', { lock: 1 });
    alice.open(1, 'condition', 'c');
    alice.call(1, 'acquire');
    const sleeps = alice.call(1, 'wait');
    owner.call(0, 'rename', ['open', 'closed']);
    expect(alice.outcome(sleeps)).toBe('PERMISSION');
  });

  test('refuse who waits for a lock through a condition that it may not use any more', () => {
    const { owner, alice } = guests(['*', 'read', 'write']);
    owner.open(1, 'lock', 'l');
    owner.open(2, 'condition', 'c', { lock: 1 });
    owner.call(1, 'acquire');
    alice.open(1, 'condition', 'c');
    const waits = alice.call(1, 'acquire');
    alice.entitle(principal(['l', 'read', 'write']));
    expect(alice.outcome(waits)).toBe('PERMISSION');
  });

  test('end the waits of calls that show a fence of a lock on which one has no right any more', () => {
    const { owner, alice } = guests(['*', 'read', 'write']);
    owner.open(1, 'lock', 'l');
    owner.call(1, 'acquire');
    owner.open(2, 'queue', 'jobs');
    alice.open(1, 'lock', 'l');
    alice.open(2, 'queue', 'jobs');
    const waits = alice.call(2, 'get', [], { fence: [1, 1] });
    alice.entitle(principal(['jobs', 'write']));
    expect(alice.outcome(waits)).toBe('PERMISSION');
  });
});

describe('the operator', () => {
  test('is told what was refused to whom', () => {
    const { owner, alice } = guests(['jobs', 'read']);
    owner.open(1, 'queue', 'jobs');
    alice.open(1, 'queue', 'jobs');
    alice.call(1, 'put', [item(1)]);
    alice.open(2, 'queue', 'secrets');
    alice.call(0, 'debugInfo');
    expect(alice.denied).toEqual([
      { operation: 'queue.put', right: 'write', object: 'jobs' },
      { operation: 'open', right: 'any', object: 'secrets' },
      { operation: 'broker.debugInfo', right: 'admin', object: '*' },
    ]);
  });

  test('is told once of what fills a packet', () => {
    const { owner, alice } = guests(['jobs', 'read']);
    owner.open(1, 'queue', 'jobs');
    alice.open(1, 'queue', 'jobs');
    alice.say(...Array.from({ length: 1_000 }, () => [ClientKind.call, 1, 'get', []] as const));
    expect(alice.denied).toHaveLength(1);
  });
});
