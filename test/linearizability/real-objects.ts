import type { Manager } from 'holdall';
import type { Operation } from './history.js';

/** Makes a call of a proxy as the model has it: with its arguments, and the answer that it knows. */
export type Ask = (call: Pick<Operation, 'name' | 'args'>) => Promise<unknown>;

/** The object of every subject, for one client. */
export const objects: Readonly<Record<string, (manager: Manager, name: string) => Ask>> = {
  value: (manager, name) => plainly(manager.value(name, { initial: 0 })),
  counter: (manager, name) => plainly(manager.counter(name)),
  event: (manager, name) => plainly(manager.event(name)),
  dict: (manager, name) => {
    const dict = manager.dict(name);
    const ask = plainly(dict);
    return async (call) => {
      const [key, ...byDefault] = call.args as [string, unknown?];
      if (call.name !== 'pop' || byDefault.length === 0) return ask(call);
      return dict.pop(key, { default: byDefault[0] });
    };
  },
  list: (manager, name) => plainly(manager.list(name)),
  lock: (manager, name) => {
    const lock = manager.lock(name);
    return async (call) => {
      if (call.name === 'locked') return lock.locked();
      // By the token alone a program can release nothing.
      if (call.name === 'release') return lock.release();
      const grant = call.name === 'acquire' ? await lock.acquire() : await lock.tryAcquire();
      return grant && [grant.fence.token, grant.abandoned];
    };
  },
  'unbounded semaphore': (manager, name) => permits(plainly(manager.semaphore(name, { permits: 2 }))),
  'bounded semaphore': (manager, name) => permits(plainly(manager.boundedSemaphore(name, { permits: 2 }))),
  'fifo queue': (manager, name) => queue(plainly(manager.queue(name))),
  'lifo queue': (manager, name) => queue(plainly(manager.queue(name, { order: 'lifo' }))),
  'priority queue': (manager, name) => queue(plainly(manager.queue(name, { order: 'priority' }))),
  'bounded queue': (manager, name) => queue(plainly(manager.queue(name, { maxSize: 2 }))),
};

/** The operations of a model are the methods of the proxy. */
function plainly(proxy: object): Ask {
  const methods = proxy as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;
  return async ({ name, args }) => methods[name]?.(...args);
}

function permits(ask: Ask): Ask {
  return async (call) => {
    const answer = await ask(call);
    return call.name.endsWith('cquire') ? answer !== undefined : answer;
  };
}

function queue(ask: Ask): Ask {
  return async ({ name, args }) => {
    const [value, priority] = args;
    return ask(name.startsWith('put') ? { name, args: [value, { priority }] } : { name, args });
  };
}
