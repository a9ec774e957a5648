/** What the compiler must know of the public surface; `npm run check` compiles this file, nothing runs it. */
import {
  type LockGrant,
  Manager,
  type QueueStats,
  type SharedDelivery,
  type SharedDict,
  type SharedEvent,
  type SharedQueue,
} from 'holdall';
import { exactly } from './exactly.js';

interface Job {
  readonly url: string;
}

declare const manager: Manager;

export function openersKeepTheirTypes(): void {
  exactly<SharedQueue<Job>>()(manager.queue<Job>('jobs', { order: 'priority', maxSize: 10 }));
  exactly<SharedQueue<unknown>>()(manager.queue());
  exactly<SharedDict<string, number>>()(manager.dict<string, number>());
  exactly<SharedDict<string, unknown>>()(manager.dict());
  exactly<SharedEvent>()(manager.event('ready'));

  // @ts-expect-error an order that does not exist
  manager.queue('jobs', { order: 'random' });
  // @ts-expect-error an option that does not exist
  manager.queue('jobs', { maxsize: 1 });
  // @ts-expect-error a dict has no options
  manager.dict('config', { maxSize: 1 });
  // @ts-expect-error a name is a string
  manager.lock(5);
  // @ts-expect-error no such type
  manager.heap();
  // @ts-expect-error an opener cannot be replaced
  manager.queue = () => undefined;
}

export function queuesKnowTheirItems(queue: SharedQueue<Job>): void {
  exactly<Promise<Job>>()(queue.get({ timeout: 5, signal: new AbortController().signal }));
  exactly<Promise<Job[]>>()(queue.getMany(5));
  exactly<Promise<void>>()(queue.put({ url: '' }, { priority: 1, timeout: 5 }));
  exactly<Promise<number>>()(queue.qsize());

  // @ts-expect-error not a job
  void queue.put('not a job');
  // @ts-expect-error one of them is not a job
  void queue.putMany([{ url: '' }, 5]);
  // @ts-expect-error how many is not optional
  void queue.getMany();
  // @ts-expect-error timeout is a number of milliseconds
  void queue.get({ timeout: '5s' });
}

export async function workQueuesKnowTheirItems(queue: SharedQueue<Job>): Promise<void> {
  manager.queue<Job>('jobs', { maxBytes: 1e6, maxDeliveries: 5, deadLetter: 'failed jobs' });
  manager.queue<Job>('jobs', { deadLetter: manager.queue<Job>() });
  exactly<Promise<SharedDelivery<Job>>>()(queue.reserve({ lease: 5, timeout: 5 }));
  exactly<Promise<SharedDelivery<Job>[]>>()(queue.reserveMany(5, { lease: 5 }));
  exactly<Promise<QueueStats>>()(queue.stats());
  await queue.put({ url: '' }, { delay: 5, ttl: 5, id: 'job 1' });
  await using delivery = await queue.reserve();
  exactly<Job>()(delivery.value);
  exactly<number>()(delivery.attempt);
  exactly<string | undefined>()(delivery.id);
  exactly<Promise<void>>()(delivery.ack());
  exactly<Promise<void>>()(delivery.nack({ delay: 5, timeout: 5 }));
  exactly<Promise<void>>()(delivery.extend(5, { timeout: 5 }));

  // @ts-expect-error dead letters go to a queue
  manager.queue('jobs', { deadLetter: manager.dict() });
  // @ts-expect-error how many is not optional
  void queue.reserveMany();
  // @ts-expect-error a lease is a number of milliseconds
  void queue.reserve({ lease: '5s' });
  // @ts-expect-error an id is a string
  void queue.put({ url: '' }, { id: 5 });
  // @ts-expect-error get has no lease
  void queue.get({ lease: 5 });
  // @ts-expect-error a delivery is read-only
  delivery.value = { url: '' };
}

export async function dictsKnowKeysAndValues(dict: SharedDict<string, number>): Promise<void> {
  exactly<number | undefined>()(await dict.get('a'));
  exactly<number>()(await dict.pop('a', { default: 0 }));
  exactly<[string, number][]>()(await dict.entries());
  exactly<Map<string, number>>()(await dict.copy());
  await dict.update({ a: 1 });
  await dict.update(new Map([['a', 1]]));
  for await (const entry of dict) exactly<[string, number]>()(entry);

  // @ts-expect-error values are numbers
  await dict.set('a', 'b');
  // @ts-expect-error keys are strings
  await dict.get(1);
  // @ts-expect-error the default is a value
  await dict.pop('a', { default: 'none' });
  // @ts-expect-error values are numbers
  await dict.update({ a: 'b' });
}

export async function grantsAndFences(dict: SharedDict): Promise<void> {
  const lock = manager.lock();
  exactly<Promise<LockGrant>>()(lock.acquire());
  exactly<Promise<LockGrant | undefined>>()(lock.tryAcquire());
  exactly<Promise<number>>()(lock.run(() => 5));
  exactly<Promise<number>>()(lock.run(async () => 5));
  await using grant = await lock.acquire();
  await dict.set('a', 1, { fence: grant.fence });

  // @ts-expect-error a fence is more than its number
  await dict.set('a', 1, { fence: grant.fence.token });
  // @ts-expect-error a grant is read-only
  grant.abandoned = true;
}

export function managersAreMadeByTheirFunctions(): void {
  // @ts-expect-error use Manager.start() or Manager.connect()
  new Manager();
  // @ts-expect-error an address is needed
  void Manager.connect();
  exactly<Promise<Manager>>()(Manager.connect('ipc:///x', { authkey: new Uint8Array(16) }));
  exactly<Promise<Manager>>()(Manager.start({ timeout: 1 }));
}
