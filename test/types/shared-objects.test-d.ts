/** What the compiler must know of the public surface; `npm run check` compiles this file, nothing runs it. */
import {
  type LockGrant,
  Manager,
  type Permit,
  type QueueStats,
  type ReadGrant,
  type RwLockStatus,
  type SharedBarrier,
  type SharedBoundedSemaphore,
  type SharedCondition,
  type SharedDelivery,
  type SharedDict,
  type SharedEvent,
  type SharedLatch,
  type SharedList,
  type SharedQueue,
  type SharedRateLimiter,
  type SharedRLock,
  type SharedRwLock,
  type SharedSemaphore,
  type SharedSet,
  type SharedSubscription,
  type SharedTopic,
  type WriteGrant,
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
  exactly<SharedList<Job>>()(manager.list<Job>('jobs'));
  exactly<SharedList<unknown>>()(manager.list());
  exactly<SharedSet<string>>()(manager.set<string>());
  exactly<SharedSet<unknown>>()(manager.set('seen'));

  // @ts-expect-error an order that does not exist
  manager.queue('jobs', { order: 'random' });
  // @ts-expect-error an option that does not exist
  manager.queue('jobs', { maxsize: 1 });
  // @ts-expect-error a dict has no options
  manager.dict('config', { maxSize: 1 });
  // @ts-expect-error a list has no options
  manager.list('jobs', { maxSize: 1 });
  // @ts-expect-error a set has no options
  manager.set('seen', {});
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
  exactly<AbortSignal>()(delivery.lost);
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

export async function listsKnowTheirValues(list: SharedList<Job>): Promise<void> {
  exactly<Job>()(await list.at(-1, { timeout: 5 }));
  exactly<Job>()(await list.pop());
  exactly<Job>()(await list.shift());
  exactly<Job[]>()(await list.slice(1, undefined, -1));
  exactly<Job[]>()(await list.splice(0, 1, { url: '' }));
  exactly<Job[]>()(await list.copy());
  exactly<Job[]>()(await list.concat([{ url: '' }], list));
  exactly<number>()(await list.push({ url: '' }, { url: '' }));
  exactly<boolean>()(await list.compareAndSet(0, { url: '' }, { url: 'x' }));
  exactly<void>()(await list.sort({ by: ['tags', 0], reverse: true }));
  await list.extend(new Set([{ url: '' }]));
  await list.extend(list);
  for await (const job of list) exactly<Job>()(job);

  // @ts-expect-error not a job
  await list.push('not a job');
  // @ts-expect-error not jobs
  await list.extend(['not a job']);
  // @ts-expect-error a list of other things
  await list.extend(manager.list<number>());
  // @ts-expect-error not a job
  await list.splice(0, 1, 'not a job');
  // @ts-expect-error an index is a number
  await list.at('0');
  // @ts-expect-error a path is an array
  await list.sort({ by: 'url' });
  // @ts-expect-error an order is not a function: it could not travel
  await list.sort((a: Job, b: Job) => (a.url < b.url ? -1 : 1));
}

export async function setsKnowTheirMembers(set: SharedSet<string>): Promise<void> {
  exactly<boolean>()(await set.add('a'));
  exactly<string>()(await set.pop());
  exactly<string[]>()(await set.values());
  exactly<Set<string>>()(await set.copy());
  exactly<Set<string>>()(await set.union(['b'], set, new Set(['c'])));
  exactly<Set<string>>()(await set.difference(['b'], { timeout: 5 }));
  exactly<void>()(await set.update('abc', set, { signal: new AbortController().signal }));
  exactly<boolean>()(await set.isSubsetOf(set, { timeout: 5 }));
  for await (const member of set) exactly<string>()(member);

  // @ts-expect-error members are strings
  await set.add(1);
  // @ts-expect-error members are strings
  await set.union([1]);
  // @ts-expect-error a set of other things
  await set.update(manager.set<number>());
  // @ts-expect-error no option of a call
  await set.update(['a'], { atomic: true });
  // @ts-expect-error options come last
  await set.update({ timeout: 5 }, ['a']);
}

export async function dictsKnowWhatTheyDoInOneStep(dict: SharedDict<string, number>): Promise<void> {
  exactly<number>()(await dict.increment('a'));
  exactly<number | bigint>()(await manager.dict().increment('a', 5n));
  exactly<bigint>()(await manager.dict<string, bigint>().increment('a', 5n));
  exactly<boolean>()(await dict.compareAndSet('a', 1, 2, { ttl: 5 }));
  exactly<boolean>()(await dict.compareAndDelete('a', 1));
  exactly<boolean>()(await dict.setIfAbsent('a', 1, { ttl: 5 }));
  exactly<number>()(await dict.getOrSet('a', () => 1));
  exactly<number>()(await dict.getOrSet('a', async () => 1, { ttl: 5, timeout: 5 }));
  exactly<(number | undefined)[]>()(await dict.getMany(['a', 'b']));
  exactly<number>()(await dict.deleteMany(new Set(['a'])));
  exactly<number | undefined>()(await dict.ttl('a'));
  await dict.set('a', 1, { ttl: 5 });
  await dict.update({ a: 1 }, { ttl: 5 });
  await dict.expire('a', undefined);
  exactly<unknown>()(await dict.getIn('a', ['b', 0]));
  exactly<number | bigint>()(await dict.incrementIn('a', ['b'], 2n));
  exactly<boolean>()(await dict.deleteIn('a', ['b']));

  // @ts-expect-error what is expected is a value
  await dict.compareAndSet('a', 'b', 1);
  // @ts-expect-error what is added is a number
  await dict.increment('a', '1');
  // @ts-expect-error milliseconds, not text
  await dict.set('a', 1, { ttl: '5s' });
  // @ts-expect-error what is made is a value
  await dict.getOrSet('a', () => 'b');
  // @ts-expect-error a path is an array
  await dict.setIn('a', 'b.c', 1);
  // @ts-expect-error whether it is to have a time must be said
  await dict.expire('a');
  // @ts-expect-error what gets has no ttl
  await dict.get('a', { ttl: 5 });
}

export async function grantsAndFences(dict: SharedDict): Promise<void> {
  const lock = manager.lock();
  exactly<Promise<LockGrant>>()(lock.acquire());
  exactly<Promise<LockGrant | undefined>>()(lock.tryAcquire());
  exactly<Promise<number>>()(lock.run(() => 5));
  exactly<Promise<number>>()(lock.run(async () => 5));
  await using grant = await lock.acquire();
  await dict.set('a', 1, { fence: grant.fence });
  exactly<AbortSignal>()(grant.lost);
  exactly<Promise<Response>>()(lock.run(({ lost }) => fetch('http://127.0.0.1', { signal: lost })));
  exactly<AbortSignal>()(manager.ended);

  // @ts-expect-error a grant is lost, not set free, by its signal
  grant.lost = new AbortController().signal;
  // @ts-expect-error a fence is more than its number
  await dict.set('a', 1, { fence: grant.fence.token });
  // @ts-expect-error a grant is read-only
  grant.abandoned = true;
}

export async function topicsAndSubscriptionsKnowTheirMessages(topic: SharedTopic<Job>): Promise<void> {
  exactly<SharedTopic<unknown>>()(manager.topic());
  exactly<SharedTopic<Job>>()(manager.topic<Job>('jobs'));
  exactly<SharedSubscription<Job>>()(topic.subscribe());
  exactly<SharedSubscription<Job>>()(topic.subscribe('workers', { buffer: 5, overflow: 'end' }));
  exactly<SharedSubscription<Job>>()(manager.subscription('workers', { topic }));
  exactly<SharedSubscription<Job>>()(manager.subscription<Job>('workers'));
  exactly<Promise<number>>()(topic.publish({ url: '' }, { timeout: 5 }));
  exactly<Promise<Job[]>>()(topic.subscribe().nextMany(5));
  exactly<Promise<Job>>()(topic.subscribe().next({ timeout: 5 }));
  for await (const message of topic.subscribe()) exactly<Job>()(message);

  // @ts-expect-error not a job
  void topic.publish('not a job');
  // @ts-expect-error one of them is not a job
  void topic.publishMany([{ url: '' }, 5]);
  // @ts-expect-error the topic is this one
  topic.subscribe(undefined, { topic });
  // @ts-expect-error no such way to overflow
  topic.subscribe(undefined, { overflow: 'wait' });
  // @ts-expect-error a queue is no topic
  manager.subscription(undefined, { topic: manager.queue() });
  // @ts-expect-error how many is not optional
  void topic.subscribe().nextMany();
}

export function rateLimitersNeedARate(): void {
  const limiter = manager.rateLimiter(undefined, { rate: 0.5, interval: 60_000, burst: 3 });
  exactly<SharedRateLimiter>()(limiter);
  exactly<SharedRateLimiter>()(manager.rateLimiter('of this name'));
  exactly<Promise<void>>()(limiter.acquire(2, { timeout: 5 }));
  exactly<Promise<boolean>>()(limiter.tryAcquire());
  exactly<Promise<number>>()(limiter.available());

  // @ts-expect-error a new one needs a rate
  manager.rateLimiter();
  // @ts-expect-error a burst alone is not enough
  manager.rateLimiter(undefined, { burst: 3 });
  // @ts-expect-error how many comes before the options
  void limiter.acquire({ timeout: 5 });
}

export async function reentrantLocksAndConditions(queue: SharedQueue<Job>): Promise<void> {
  const rLock = manager.rLock('r', { robust: false });
  exactly<SharedRLock>()(rLock);
  exactly<Promise<LockGrant>>()(rLock.acquire({ owner: 'a', timeout: 1 }));
  exactly<Promise<number>>()(rLock.run(async (grant: LockGrant) => grant.fence.token, { owner: 5 }));

  const condition = manager.condition('c', { lock: rLock });
  exactly<SharedCondition>()(condition);
  exactly<SharedCondition>()(manager.condition(undefined, { lock: manager.lock() }));
  exactly<Promise<boolean>>()(condition.wait({ timeout: 5 }));
  exactly<Promise<Job>>()(condition.waitFor(() => queue.get()));
  exactly<Promise<number>>()(condition.waitFor(() => 5, { signal: new AbortController().signal }));
  exactly<Promise<void>>()(condition.notify());
  exactly<Promise<void>>()(condition.notifyAll({ timeout: 5 }));
  await using grant = await condition.acquire();
  exactly<LockGrant>()(grant);

  // @ts-expect-error a condition stands on a lock
  manager.condition('c', { lock: manager.event() });
  // @ts-expect-error a condition's own lock has no options
  manager.condition('c', { robust: false });
  // @ts-expect-error a flag
  manager.lock('l', { robust: 'no' });
  // @ts-expect-error how many comes before the options
  void condition.notify({ timeout: 5 });
  // @ts-expect-error an owner is a name or a number
  void rLock.acquire({ owner: {} });
}

export async function permits(): Promise<void> {
  const semaphore = manager.semaphore('s', { permits: 3, robust: false });
  exactly<SharedSemaphore>()(semaphore);
  exactly<SharedBoundedSemaphore>()(manager.boundedSemaphore());
  exactly<Promise<Permit>>()(semaphore.acquire(2, { timeout: 5 }));
  exactly<Promise<Permit | undefined>>()(semaphore.tryAcquire());
  exactly<Promise<string>>()(semaphore.run(async (permit) => `${permit.count}`));
  await using permit = await semaphore.acquire();
  exactly<number>()(permit.count);
  exactly<AbortSignal>()(permit.lost);
  exactly<Promise<void>>()(semaphore.release(2));

  // @ts-expect-error how many comes before the options
  void semaphore.acquire({ timeout: 5 });
  // @ts-expect-error permits are a number
  manager.semaphore('s', { permits: '3' });
  // @ts-expect-error a permit is read-only
  permit.count = 5;
}

export async function readersAndWriters(dict: SharedDict): Promise<void> {
  const rwLock = manager.rwLock('r');
  exactly<SharedRwLock>()(rwLock);
  exactly<Promise<ReadGrant | undefined>>()(rwLock.tryAcquireRead());
  exactly<Promise<WriteGrant | undefined>>()(rwLock.tryAcquireWrite());
  exactly<Promise<number>>()(rwLock.runRead(() => 5));
  exactly<Promise<number>>()(rwLock.runWrite(async ({ fence }) => fence.token));
  exactly<RwLockStatus>()(await rwLock.state());
  await using read = await rwLock.acquireRead();
  await using write = await rwLock.acquireWrite();
  await dict.set('a', 1, { fence: write.fence });
  await rwLock.release(read);

  // @ts-expect-error only a writer has a fence
  await dict.set('a', 1, { fence: read.fence });
  // @ts-expect-error which grant is not optional
  void rwLock.release();
}

export function barriersAndLatches(): void {
  const barrier = manager.barrier('b', { parties: 3, timeout: 5 });
  exactly<SharedBarrier>()(barrier);
  exactly<SharedBarrier>()(manager.barrier('b'));
  exactly<Promise<number>>()(barrier.wait({ timeout: 5, action: () => 'anything' }));
  exactly<Promise<boolean>>()(barrier.broken());
  exactly<SharedLatch>()(manager.latch(undefined, { count: 3 }));
  exactly<Promise<boolean>>()(manager.latch('l').wait({ timeout: 5 }));
  exactly<Promise<number>>()(manager.latch('l').countDown(2));

  // @ts-expect-error how many parties is not optional
  manager.barrier('b', { timeout: 5 });
  // @ts-expect-error a new one has parties
  manager.barrier();
  // @ts-expect-error an action is a function
  void barrier.wait({ action: 'clear' });
  // @ts-expect-error a new one has a count
  manager.latch();
}

export function managersAreMadeByTheirFunctions(): void {
  // @ts-expect-error use Manager.start() or Manager.connect()
  new Manager();
  // @ts-expect-error an address is a text
  void Manager.connect(5555);
  exactly<Promise<Manager>>()(Manager.connect());
  exactly<Promise<Manager>>()(Manager.connect('ipc:///x', { authkey: new Uint8Array(16) }));
  exactly<Promise<Manager>>()(Manager.start({ timeout: 1 }));
}
