/** What the compiler must know of the public surface; `npm run check` compiles this file, nothing runs it. */
import {
  type LockGrant,
  Manager,
  type Permit,
  type ReadGrant,
  type RwLockStatus,
  type SharedBarrier,
  type SharedBoundedSemaphore,
  type SharedDict,
  type SharedEvent,
  type SharedLatch,
  type SharedQueue,
  type SharedRwLock,
  type SharedSemaphore,
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

export async function permits(): Promise<void> {
  const semaphore = manager.semaphore('s', { permits: 3, robust: false });
  exactly<SharedSemaphore>()(semaphore);
  exactly<SharedBoundedSemaphore>()(manager.boundedSemaphore());
  exactly<Promise<Permit>>()(semaphore.acquire(2, { timeout: 5 }));
  exactly<Promise<Permit | undefined>>()(semaphore.tryAcquire());
  exactly<Promise<string>>()(semaphore.run(async (permit) => `${permit.count}`));
  await using permit = await semaphore.acquire();
  exactly<number>()(permit.count);
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
  // @ts-expect-error an address is needed
  void Manager.connect();
  exactly<Promise<Manager>>()(Manager.connect('ipc:///x', { authkey: new Uint8Array(16) }));
  exactly<Promise<Manager>>()(Manager.start({ timeout: 1 }));
}
