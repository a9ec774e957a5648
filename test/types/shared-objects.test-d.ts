/** What the compiler must know of the public surface; `npm run check` compiles this file, nothing runs it. */
import {
  type LockGrant,
  Manager,
  type SharedDict,
  type SharedEvent,
  type SharedList,
  type SharedQueue,
  type SharedRateLimiter,
  type SharedSet,
  type SharedSubscription,
  type SharedTopic,
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

export function managersAreMadeByTheirFunctions(): void {
  // @ts-expect-error use Manager.start() or Manager.connect()
  new Manager();
  // @ts-expect-error an address is needed
  void Manager.connect();
  exactly<Promise<Manager>>()(Manager.connect('ipc:///x', { authkey: new Uint8Array(16) }));
  exactly<Promise<Manager>>()(Manager.start({ timeout: 1 }));
}
