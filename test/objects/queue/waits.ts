import { Empty, Full, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Client } from '../../harness/client.js';
import type { Wait } from '../waits.js';

const full = { maxSize: 2 } as const;
const contents = async (client: Client, name: string) => client.queue<string>(name).drain();

export const queueWaits: readonly Wait[] = [
  {
    operation: 'queue.get',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).get(options),
    late: Empty,
    grant: (client, name) => client.queue(name).put('granted'),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual(['granted']),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual([]),
  },
  {
    operation: 'queue.getMany',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).getMany(2, options),
    late: Empty,
    grant: (client, name) => client.queue(name).putMany(['granted', 'too']),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual(['granted', 'too']),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual([]),
  },
  {
    operation: 'queue.reserve',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).reserve(options),
    late: Empty,
    grant: (client, name) => client.queue(name).put('granted'),
    expectUntaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 1, reserved: 0 }),
    expectTaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 0, reserved: 1 }),
  },
  {
    operation: 'queue.reserveMany',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).reserveMany(2, options),
    late: Empty,
    grant: (client, name) => client.queue(name).putMany(['granted', 'too']),
    expectUntaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 2, reserved: 0 }),
    expectTaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 0, reserved: 2 }),
  },
  {
    operation: 'queue.put',
    prepare: (client, name) => client.queue(name, full).putMany(['first', 'second']),
    wait: (client, name, options) => client.queue(name).put('late', options),
    late: Full,
    grant: (client, name) => client.queue(name).get(),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual(['second']),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual(['second', 'late']),
  },
  {
    operation: 'queue.putMany',
    prepare: (client, name) => client.queue(name, full).put('first'),
    wait: (client, name, options) => client.queue(name).putMany(['late', 'too'], options),
    late: Full,
    grant: (client, name) => client.queue(name).get(),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual([]),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual(['late', 'too']),
  },
  {
    operation: 'queue.join',
    prepare: (client, name) => client.queue(name).put('unfinished'),
    wait: (client, name, options) => client.queue(name).join(options),
    late: TimeoutError,
    grant: (client, name) => client.queue(name).taskDone(),
    expectUntaken: (client, name) => client.queue(name).join(),
    expectTaken: (client, name) => client.queue(name).join(),
  },
];
