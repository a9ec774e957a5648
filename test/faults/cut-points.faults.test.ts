/** A connection that is lost at each of its messages in turn, in each of the ways in which it can be lost. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { assertEmpty } from '../harness/house.js';
import { calm, type Direction, type Fault, HANDSHAKE_FRAMES, type Passing, type Weather } from '../harness/weather.js';
import { ZmtpProxy } from '../harness/zmtp-proxy.js';

const losses: readonly Fault[] = [
  { kind: 'cut' },
  { kind: 'torn' },
  { kind: 'deaf', ms: 20 },
  { kind: 'ghost', ms: 30 },
  { kind: 'silence', ms: 20 },
];
const directions: readonly Direction[] = ['to the broker', 'to the client'];

interface Place {
  readonly direction: Direction;
  readonly number: number;
}

let broker: RunningBroker;
let proxy: ZmtpProxy;
let directory: string;
let names = 0;

async function listen(address: string): Promise<void> {
  broker = await serve({ listen: address, authkey: AUTHKEY });
  proxy = await ZmtpProxy.to(broker.addresses[0] as string);
  names = 0;
}
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
});
afterEach(async () => {
  await proxy.close();
  await broker.close();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

const connect = (address: string) => Manager.connect(address, { authkey: AUTHKEY });
const name = () => `object ${++names}`;

/** The loss at one place of the next connection; those after it are spared. */
function lossAt({ direction, number }: Place, fault: Fault): Weather {
  const connection = proxy.accepted + 1;
  return (passing) =>
    passing.connection === connection && passing.direction === direction && passing.number === number
      ? fault
      : calm(passing);
}

/** The messages of a program's connection, without the handshake. */
async function placesOf(program: () => Promise<void>): Promise<readonly Place[]> {
  const seen: Passing[] = [];
  proxy.weather = (passing) => {
    seen.push(passing);
    return calm(passing);
  };
  await program();
  return seen.filter(({ number }) => number > HANDSHAKE_FRAMES);
}

describe('over tcp a connection that is lost', () => {
  beforeEach(() => listen('tcp://127.0.0.1:*'));

  test.each(losses)('in the way $kind, at whatever message, is not noticed by any call', async (loss) => {
    const places = await placesOf(useEverything);
    expect(places.length).toBeGreaterThan(10);
    for (const place of places) {
      proxy.weather = lossAt(place, loss);
      await useEverything();
    }
    expect(proxy.cuts).toBeGreaterThan(places.length / 2);
    await assertEmpty(broker.addresses[0] as string, names);
  });

  test.each(losses)('in the way $kind again while it is resumed is not noticed by any call', async (loss) => {
    for (const direction of directions) {
      for (const number of [1, 2, 3]) {
        const first = lossAt({ direction: 'to the client', number: 5 }, { kind: 'cut' });
        const second = proxy.accepted + 2;
        proxy.weather = (passing) =>
          passing.connection === second && passing.direction === direction && passing.number === number
            ? loss
            : first(passing);
        await useEverything();
      }
    }
    expect(proxy.cuts).toBeGreaterThan(directions.length * 3);
    await assertEmpty(broker.addresses[0] as string, names);
  });
});

/** A client that does a little of everything, and must find that each call took effect once. */
async function useEverything(): Promise<void> {
  const manager = await connect(proxy.address);
  const [queue, dict, lock] = [
    manager.queue<number>(name()),
    manager.dict<string, number>(name()),
    manager.lock(name()),
  ];
  await Promise.all([queue.put(1), queue.put(2), queue.put(3)]);
  expect(await queue.get()).toBe(1);
  const grant = await lock.acquire();
  expect([grant.abandoned, grant.fence.token]).toEqual([false, 1]);
  expect(await dict.increment('n', 1, { fence: grant.fence })).toBe(1);
  const delivery = await queue.reserve();
  expect([delivery.value, delivery.attempt]).toEqual([2, 1]);
  const control = new AbortController();
  const refused = expect(lock.acquire({ signal: control.signal })).rejects.toBe('enough');
  await manager.ping();
  control.abort('enough');
  await refused;
  await delivery.ack();
  await grant.release();
  expect(await dict.increment('n')).toBe(2);
  expect(await queue.drain()).toEqual([3]);
  expect(await queue.stats()).toMatchObject({ ready: 0, reserved: 0 });
  proxy.weather = calm;
  await manager.ping();
  await manager.close();
}

describe('over ipc, where a connection ends with its program, one that is lost', () => {
  beforeEach(() => listen(`ipc://${join(directory, 'broker')}`));

  test.each(losses.filter(({ kind }) => kind !== 'deaf'))(
    'in the way $kind, at whatever message, leaves what was not received, and nothing else',
    async (loss) => {
      const places = await placesOf(takeSome);
      for (const place of places) {
        proxy.weather = lossAt(place, loss);
        await takeSome();
      }
      expect(proxy.cuts).toBeGreaterThan(places.length / 2);
    },
  );
});

/** A client that takes things until its connection is lost; what is left must be what it had not received. */
async function takeSome(): Promise<void> {
  const [survivor, victim] = await Promise.all([connect(broker.addresses[0] as string), connect(proxy.address)]);
  const items = [1, 2, 3, 4, 5, 6];
  const [queueName, lockName] = [name(), name()];
  await survivor.queue(queueName).putMany(items);
  const [got, acknowledged] = [new Set<number>(), new Set<number>()];
  const taking = async () => {
    const queue = victim.queue<number>(queueName);
    await victim.lock(lockName).acquire();
    for (let n = 0; n < 3; n++) {
      const item = await queue.get();
      got.add(item);
      // The acknowledgement goes ahead of this call or with it.
      await victim.ping();
      acknowledged.add(item);
    }
    await queue.reserve({ lease: 3_600_000 });
    got.add(await queue.get());
  };
  await taking().catch((error) => expect(error).toMatchObject({ code: 'BROKER_GONE' }));
  await victim.close();
  // Whether the lock was granted before the loss or not: it is to be had.
  await survivor.lock(lockName).acquire();
  const left = await survivor.queue<number>(queueName).drain();
  expect(left).toEqual(items.filter((item) => left.includes(item)));
  expect(items.filter((item) => !got.has(item) && !left.includes(item))).toEqual([]);
  expect(left.filter((item) => acknowledged.has(item))).toEqual([]);
  await survivor.close();
}
