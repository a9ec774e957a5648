/** What the operator of a broker hears, while clients do what they do. */
import { type BrokerEvent, Manager, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

let events: BrokerEvent[];
let broker: RunningBroker;
beforeEach(async () => {
  events = [];
  const listen = ['memory://events', 'tcp://127.0.0.1:0'];
  broker = await serve({ listen, authkey: AUTHKEY, onEvent: (event) => events.push(event) });
});
afterEach(() => broker.close());

function connect(address = broker.addresses[0] as string): Promise<Manager> {
  return Manager.connect(address, { authkey: AUTHKEY });
}

function heard<K extends BrokerEvent['kind']>(kind: K): readonly Extract<BrokerEvent, { kind: K }>[] {
  return events.filter((event) => event.kind === kind) as unknown as Extract<BrokerEvent, { kind: K }>[];
}

test('what operators do is told, with who did it', async () => {
  const [operator, other] = [await connect(), await connect()];
  await operator.queue('jobs').putMany([1, 2]);
  await operator.rename('jobs', 'work');
  await operator.drop('work');
  await operator.kick(2, { reason: 'it is late' });
  const by = { number: 1, principal: 'owner', address: 'memory://events' };
  expect(heard('object renamed')).toMatchObject([{ type: 'queue', name: 'jobs', newName: 'work', by }]);
  expect(heard('object dropped')).toMatchObject([{ object: { type: 'queue', name: 'work', waiting: 0 }, by }]);
  expect(heard('session kicked')).toMatchObject([{ session: { number: 2 }, by }]);
  expect(heard('session ended')).toMatchObject([
    { session: { number: 2 }, reason: expect.stringContaining('it is late') },
  ]);
  await other.close();
  await operator.close();
});

test('a connection that is lost and comes back is told', async () => {
  const proxy = await TcpProxy.to(broker.addresses[1] as string);
  const manager = await connect(proxy.address);
  proxy.cut();
  await manager.ping();
  await eventually(
    () => heard('session resumed').length === 1,
    () => `the session is resumed; heard were ${events.map(({ kind }) => kind)}`,
  );
  expect(heard('session lost')).toMatchObject([{ session: { number: 1 }, graceMs: expect.any(Number) }]);
  expect(heard('session resumed')).toMatchObject([{ session: { number: 1 }, awayForMs: expect.any(Number) }]);
  await manager.close();
  await proxy.close();
});

test('a deadlock is told once, and the end of the broker before all sessions end', async () => {
  const [one, other] = [await connect(), await connect()];
  await Promise.all([one.lock('x').acquire(), other.lock('y').acquire()]);
  const waits = [one.lock('y').acquire(), other.lock('x').acquire()].map((wait) => wait.catch(() => {}));
  await eventually(
    () => heard('deadlock').length > 0,
    () => 'the deadlock is told',
  );
  expect(heard('deadlock')).toMatchObject([{ deadlock: { endsInMs: null, parties: [{ operation: 'acquire' }, {}] } }]);
  await broker.close();
  await Promise.all(waits);
  const kinds = events.map(({ kind }) => kind);
  expect(kinds.indexOf('stopping')).toBeLessThan(kinds.indexOf('session ended'));
  expect(heard('deadlock')).toHaveLength(1);
  for (const manager of [one, other]) await manager.close();
});
